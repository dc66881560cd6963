"""One browser and one server of each kind for the whole run; a page per test, and nothing may go wrong in it."""

import contextlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from browser import PageLog, find_chromium, launch, new_page
from frontear_widgets import Predict
from frontear_widgets.core import answers
from installed import Installed, install
from node import WIDGETS, missing, succeeds, tool
from servers import Server, running_server, write_notebook
from waiting import LONG_MS

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
LESSONS = sorted(path.stem for path in NOTEBOOKS.glob("*.ipynb"))


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "screen(width, height, scale, touch): the window a `page` opens in")
    hypothesis.settings.load_profile("ci")  # the same examples everywhere, however long each takes
    os.environ.setdefault("FRONTEAR_AHEAD", "off")  # a busy machine would decide; a test that wants it turns it on
    os.environ["FRONTEAR_RUNS"] = os.devnull  # no folder: a test that keeps runs, or brings some back, says where


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last: they take longest, and Playwright keeps an event loop running from its first test on."""
    items.sort(key=lambda item: "browser" in getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel, in an environment of its own."""
    return install(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session")
def npm() -> str:
    """npm, and what it fetches is there."""
    npm = tool("npm")
    if os.environ.get("CI"):
        succeeds(npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline")
    elif not (WIDGETS / "node_modules").is_dir():
        missing("the packages of node are not installed: run `npm ci` in widgets/")
    return npm


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=LONG_MS)
    with sync_playwright() as playwright:
        if (executable := find_chromium(playwright.chromium)) is None:
            missing("no Chromium found: install one, or name it in FRONTEAR_CHROMIUM")
        chromium = launch(playwright.chromium, executable)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Server]]:
    """`servers("voila")`, `servers("server")` or `servers("lab")`: started when first asked for, then kept."""
    running: dict[str, Server] = {}
    with contextlib.ExitStack() as stack:

        def serve(kind: str) -> Server:
            if kind not in running:
                root = copied(tmp_path_factory) if kind == "lab" else NOTEBOOKS
                running[kind] = stack.enter_context(running_server(kind, root))
            return running[kind]

        yield serve


def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The notebooks where JupyterLab may save them."""
    return Path(shutil.copytree(NOTEBOOKS, tmp_path_factory.mktemp("lab") / "notebooks"))


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Server]]:
    """`written(name, *cells)`: a notebook, and the Voila in which all such notebooks are."""
    root = tmp_path_factory.mktemp("written")
    with running_server("voila", root) as server:

        def write(name: str, *cells: str) -> Server:
            write_notebook(root / f"{name}.ipynb", *cells)
            return server

        yield write


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Predict]:
    """`ask(question, choices, right=…, because=…, after=…, answer=…)`: a question whose answer stands in a file."""
    monkeypatch.setattr(answers, "LESSONS", tmp_path)

    def asked(question: str, choices: list[str], *, answer: Callable = list, **told: str) -> Predict:
        file = tmp_path / f"lesson_{len([*tmp_path.iterdir()])}" / "answers.toml"
        file.parent.mkdir()
        lines = (f"{name} = {json.dumps(text)}" for name, text in told.items())  # a string of JSON is one of TOML
        file.write_text("\n".join(["[this]", *lines]), encoding="utf-8")
        return Predict(question, choices, key=f"{file.parent.name}.this", answer=answer)

    return asked


@pytest.fixture
def page_and_log(browser: Browser, request: pytest.FixtureRequest) -> Iterator[tuple[Page, PageLog]]:
    marker = request.node.get_closest_marker("screen")
    with new_page(browser, **(marker.kwargs if marker else {})) as (page, log):
        yield page, log
        log.check()


@pytest.fixture
def page(page_and_log: tuple[Page, PageLog]) -> Page:
    """A fresh page; the test fails if it logs an error or asks anything of another machine."""
    return page_and_log[0]


@pytest.fixture
def page_log(page_and_log: tuple[Page, PageLog]) -> PageLog:
    """The log of `page`; `page_log.expect("…")` allows errors that the test provokes."""
    return page_and_log[1]
