"""Sounds of the student's own, from the microphone, files or a zip of folders, for every panel on the page."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import torch
import traitlets

from frontear.data.clip import Clip, decode
from frontear.data.sound_files import UnknownFormat
from frontear.datasets import OwnFolder
from frontear_widgets.browser import PageWidget
from frontear_widgets.browser.pieces import Pieces
from frontear_widgets.core.attempt import attempt
from frontear_widgets.views.names import shortened

from .own_zip import opened
from .sounds import OWN

LONGEST = 30.0  # seconds that are kept
LONGEST_FILE = 600.0  # seconds of a file that is cut; a longer one is refused
LARGEST = 50_000_000  # bytes
NAMED = 5  # of classes, or of what is left out


class OwnSound(PageWidget):
    """Record and open buttons; `heard(clip)` is called with each sound that can be read, and returns its name in `OWN`.

    A zip is a set: it goes to `OWN`, and `gathered(name)` is called with its name there. The page hears the name of
    what it is to keep. What cannot be read is explained beside the buttons, and nothing else changes.
    """

    module = traitlets.Unicode("own_sound.js").tag(sync=True)

    def __init__(self, heard: Callable[[Clip], str | None], gathered: Callable[[str], None]):
        super().__init__()
        self._heard, self._gathered = heard, gathered
        self._pieces = Pieces()
        self._told: list[tuple[str, bool]] = []  # of each file that was opened at once
        self.on_msg(self._take)

    def _take(self, _widget, about: dict, buffers: list) -> None:
        """Gather the pieces of one file; at the last one, read it; at the last file, say how all went."""
        about = {**about, "name": shortened(about["name"])}
        if about["piece"] == 0 and about.get("file", 0) == 0 and not about.get("again"):
            self._told.clear()
        data = self._pieces.add(about, buffers)
        if self._pieces.size > LARGEST or (data and len(data) > LARGEST):
            self._pieces.clear()
            self._answer(about, b"", _too_large(about))
        elif data is not None:
            self._answer(about, data, "")

    def _answer(self, about: dict, data: bytes, problem: str) -> None:
        """Take a file and say how that went."""
        told, wrong = (problem, problem) if problem else attempt(self._taken, about, data, advice="try another file")
        if wrong or told:
            self._tell(about, f"{wrong.removesuffix('.')}." if wrong else told, bool(wrong))

    def _taken(self, about: dict, data: bytes) -> str:
        """Hand on what is in a file, and say what it is; "" where the page is asked, for it is no format of ours."""
        read = read_of(about, data)
        if isinstance(read, UnknownFormat):
            self.send({"asked": {"file": about.get("file", 0), "files": about.get("files", 1)}})
            return ""
        if isinstance(read, OwnFolder):
            name = OWN.add_set(read, Path(about["name"]).stem)
            self._gathered(name)
            self._keep(about, name)
            return _counted(about["name"], read)
        kept = first_half_minute(read)
        cut = " (its first 30 s)" if about.get("cut") or kept.seconds < read.seconds else ""
        name = self._heard(kept)
        self._keep(about, name)
        return f"{name or about['name']}: {kept.seconds:.1f} s at {kept.sample_rate:,} Hz{cut}."

    def _keep(self, about: dict, name: str | None) -> None:
        if name and "id" in about:
            OWN.known.add(about["id"])
            self.send({"kept": {"id": about["id"], "name": name}})

    def _tell(self, about: dict, words: str, wrong: bool) -> None:
        self._told.append((words, wrong))
        if len(self._told) < about.get("files", 1):
            return
        problems = [words for words, wrong in self._told if wrong]
        n_files, n_good = len(self._told), len(self._told) - len(problems)
        said = [f"{n_good} of {n_files} files opened.", *problems] if n_files > 1 else [words]
        said += [] if n_good else ["The last sound stays."]
        self.send({"words": " ".join(said), "wrong": bool(problems)})


def first_half_minute(clip: Clip) -> Clip:
    """What is kept of a sound."""
    return replace(clip, waveform=clip.waveform[: int(LONGEST * clip.sample_rate)].clone())  # not all ten minutes


def _too_large(about: dict) -> str:
    return f"{about['name']} is larger than {LARGEST // 1_000_000} MB, the most that is allowed."


def _counted(name: str, own: OwnFolder) -> str:
    labels = sorted({file.label for file in own.files})
    left_out = [f"{each} ({why})" for each, why in own.left_out.items()]
    told = f" Left out are {len(left_out)}: {_first(left_out)}." if left_out else ""
    return f"{name}: {len(own.files)} sounds of {len(labels)} classes: {_first(labels)}.{told}"


def _first(names: list[str]) -> str:
    return ", ".join([*names[:NAMED], *(["…"] if len(names) > NAMED else [])])


def read_of(about: dict, data: bytes) -> Clip | OwnFolder | UnknownFormat:
    """What a message holds: a sound, a zip of them, or that it is no format of ours. Raises ValueError."""
    if about["kind"] == "refused":  # the page cannot read it either
        raise ValueError(f"{about['name']}: {about['problem']}")
    try:
        return opened(data, about["name"]) if about["kind"] == "zip" else clip_of(about, data)
    except UnknownFormat as unknown:
        return unknown


def clip_of(about: dict, data: bytes) -> Clip:
    """The sound that a message describes: a file's bytes, or float32 samples at a rate. Raises ValueError."""
    if about["kind"] == "file":
        return decode(data, max_seconds=LONGEST_FILE, name=about["name"])
    if len(data) < 4 or len(data) % 4:
        raise ValueError(f"{about['name']}: got {len(data)} bytes, allowed are whole float32 samples")
    return Clip(torch.frombuffer(bytearray(data), dtype=torch.float32), round(about["rate"]), name=about["name"])
