"""A Chromium that stays on this machine, and pages that remember everything that went wrong in them."""

import contextlib
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, BrowserType, ConsoleMessage, Page, Request

from waiting import LONG_MS

HERE = Path(__file__).resolve().parent
PROBES = [HERE / "probe.js", HERE / "controls.js", HERE / "layout.js"]

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=user-gesture-required",
]

NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"]
PLACES = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    *(
        f"{os.environ.get(folder, '')}/Google/Chrome/Application/chrome.exe"
        for folder in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
    ),
]


def find_chromium(chromium: BrowserType) -> str | None:
    """Path of FRONTEAR_CHROMIUM, else of an installed Chromium or Chrome, else of Playwright's own, else None."""
    if chosen := os.environ.get("FRONTEAR_CHROMIUM"):
        return chosen
    installed = [*map(shutil.which, NAMES), *PLACES, chromium.executable_path]
    return next((path for path in installed if path and Path(path).exists()), None)


def launch(chromium: BrowserType, executable: str, *further_flags: str) -> Browser:
    """Chromium without a screen, and without calls home."""
    return chromium.launch(executable_path=executable, args=[*FLAGS, *further_flags])


UPSTREAM = [
    "Error: widget model not found",  # ipywidgets, on a slow page; the page shows it all the same
    "Canceled future for .* before replies were done",  # JupyterLab, whose page asks its kernel twice; it asks anew
]


class PageLog:
    """What a page said and asked for: `console`, `errors`, `failed` and every URL in `requests`."""

    def __init__(self, context: BrowserContext) -> None:
        self.console: list[str] = []
        self.errors: list[str] = []
        self.failed: list[str] = []
        self.requests: list[str] = []
        self.expected: list[str] = [*UPSTREAM]
        context.on("console", self.on_console)
        context.on("weberror", lambda error: self.errors.append(f"page error: {error.error}"))
        context.on("request", lambda request: self.requests.append(request.url))
        context.on("requestfailed", self.on_failure)
        context.on("page", lambda page: page.on("websocket", lambda socket: self.requests.append(socket.url)))

    def on_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.console.append(f"{message.type}: {message.text} ({message.location.get('url', '')})")
        if message.type == "error":
            self.errors.append(self.console[-1])

    def on_failure(self, request: Request) -> None:
        self.failed.append(f"{request.url}: {request.failure}")

    def expect(self, pattern: str) -> None:
        """Allow errors that match this regular expression: for a test that provokes them."""
        self.expected.append(pattern)

    def problems(self) -> list[str]:
        """Console errors, page errors and requests that leave the machine, less those expected."""
        outside = [f"request left the machine: {url}" for url in self.requests if not local(url)]
        found = [*self.errors, *outside]
        return [problem for problem in found if not any(re.search(pattern, problem) for pattern in self.expected)]

    def check(self) -> None:
        """AssertionError naming every problem since the last check."""
        found = self.problems()
        for seen in (self.errors, self.requests):
            seen.clear()
        assert not found, "\n".join(found)


def local(url: str) -> bool:
    """Whether a request for `url` stays on this machine."""
    parts = urlsplit(url)
    return parts.scheme in ("data", "blob", "about") or parts.hostname in ("127.0.0.1", "localhost")


@contextlib.contextmanager
def new_page(
    browser: Browser, *, width: int = 1280, height: int = 900, scale: float = 1, touch: bool = False
) -> Iterator[tuple[Page, PageLog]]:
    """A fresh page of `width` × `height` CSS pixels at `scale` device pixels each, and its log."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=scale,
        has_touch=touch,
        accept_downloads=True,
        permissions=["clipboard-read", "clipboard-write"],
    )
    context.set_default_timeout(LONG_MS)
    for probe in PROBES:
        context.add_init_script(path=probe)
    log = PageLog(context)
    try:
        yield context.new_page(), log
    finally:
        context.close()
