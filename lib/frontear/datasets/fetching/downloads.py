"""One file from a server: with a progress bar, going on where the last try broke off, checked before it counts."""

import logging
import re
from pathlib import Path
from typing import Any

import pooch
import requests
from tqdm import tqdm

from frontear.datasets.fetching.errors import FetchError, disk_error

CHUNK = 1 << 13  # bytes; a chunk that breaks off is lost


def download(
    url: str, path: Path, *, sha256: str | None = None, timeout_s: float = 30.0, progress: bool = True
) -> Path:
    """Bring the file behind the address to `path`; what has come so far waits in `path` + ".part" for the next try.

    Raises FetchError for no network, an answer that is no file, a stall of `timeout_s`, a broken download, a full
    disk and a wrong checksum; after a wrong checksum the next try starts anew.

    Args:
        url: Where it is.
        path: Where to.
        sha256: That it must have; None is not looked at.
        timeout_s: How long the server may be silent, in seconds.
        progress: Whether a bar shows how far it is.

    Returns:
        The path.
    """
    pooch.get_logger().setLevel(logging.WARNING)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        known = sha256 and f"sha256:{sha256}"
        transfer: Any = Transfer(path.with_name(path.name + ".part"), timeout_s=timeout_s, progress=progress)
        return Path(pooch.retrieve(url, known, fname=path.name, path=path.parent, downloader=transfer))
    except requests.RequestException as error:
        raise FetchError(_unreachable(url, error)) from error
    except OSError as error:
        raise disk_error(error, f"writing {path}") from error
    except ValueError as error:  # pooch's, for a hash that differs
        raise FetchError(f"{path.name} came with a wrong checksum and was thrown away: fetch again") from error


class Transfer:
    """A downloader for pooch that goes on where the last try broke off, if the server can.

    Args:
        part: The file of what has come so far.
        timeout_s: How long the server may be silent, in seconds.
        progress: Whether a bar shows how far it is.
    """

    def __init__(self, part: Path, *, timeout_s: float, progress: bool):
        self.part, self.timeout_s, self.progress = part, timeout_s, progress

    def __call__(self, url: str, output_file: str, pooch: object) -> None:
        """Bring the rest, then hand the whole over."""
        have = self.part.stat().st_size if self.part.exists() else 0
        headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
        with requests.get(url, headers=headers, stream=True, timeout=self.timeout_s) as answer:
            if answer.status_code == 416 and _total(answer) == have:  # all was there but the end of the connection
                self.part.replace(output_file)
                return
            self._write(answer, have)
        self.part.replace(output_file)

    def _write(self, answer: requests.Response, have: int) -> None:
        if answer.status_code == 206 and _start(answer) == have:
            mode = "ab"
        elif answer.status_code == 200:
            mode, have = "wb", 0
        else:
            self.part.unlink(missing_ok=True)
            raise FetchError(f"the server answered {answer.status_code} {answer.reason} for {answer.url}")
        length = answer.headers.get("Content-Length", "")
        total = int(length) + have if length.isdecimal() else None
        with (
            open(self.part, mode) as file,
            tqdm(total=total, initial=have, unit="B", unit_scale=True, disable=not self.progress) as bar,
        ):
            try:
                for chunk in answer.iter_content(CHUNK):
                    file.write(chunk)
                    bar.update(len(chunk))
            except requests.RequestException as error:
                raise FetchError(_broken(error, file.tell(), total)) from error


def _start(answer: requests.Response) -> int | None:
    found = re.match(r"bytes (\d+)-", answer.headers.get("Content-Range", ""))
    return int(found[1]) if found else None


def _total(answer: requests.Response) -> int | None:
    found = re.match(r"bytes \*/(\d+)", answer.headers.get("Content-Range", ""))
    return int(found[1]) if found else None


def _broken(error: requests.RequestException, have: int, total: int | None) -> str:
    why = "stalled" if "timed out" in str(error).lower() else "broke off"
    of = f" of {total / 1e6:.1f}" if total else ""
    return f"the download {why} after {have / 1e6:.1f}{of} MB: fetch again to go on from there"


def _unreachable(url: str, error: requests.RequestException) -> str:
    if isinstance(error, requests.Timeout):
        return f"{url} did not answer in time: try again later"
    if isinstance(error, requests.ConnectionError):
        return f"{url} cannot be reached: is there a network?"
    return f"{url} cannot be fetched: {type(error).__name__}"
