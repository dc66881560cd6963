"""One's own record of any sensor: a CSV or a WAV, with its rate and its unit, for every panel of the page."""

import tempfile
from dataclasses import replace
from math import isfinite
from pathlib import Path

import traitlets

from frontear.data import Signal, decode, read_csv
from frontear_widgets.browser import PageWidget
from frontear_widgets.browser.pieces import Pieces
from frontear_widgets.browser.plain import Box, IntText, Text
from frontear_widgets.core.attempt import attempt
from frontear_widgets.core.panel import Panel
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.names import escaped, shortened

from .hear import written
from .records import OWN

LARGEST = 50_000_000  # bytes
LONGEST = 500_000  # numbers of a channel that are kept
RATES = (0.01, 100_000.0)  # Hz


class FileButton(PageWidget):
    """A button that opens a file, and sends it in pieces."""

    module = traitlets.Unicode("own_record.js").tag(sync=True)


class OwnRecord(Panel):
    """Rate, unit and column are asked for, then the file is opened; every list of records on the page has it then.

    Lesson: notebooks/10_beyond_audio.ipynb
    """

    def __init__(self):
        self.rate = Text(description="Rate (Hz)", placeholder="such as 50")
        self.unit = Text(description="Unit", placeholder="such as m/s²")
        self.column = IntText(description="Column", value=1)
        self.file, self.told = FileButton(), LiveText("<p>Nothing opened yet.</p>")
        for field in (self.rate, self.unit, self.column):
            field.observe(lambda _: self._say(self._plan(), wrong=False), "value")
        self._pieces = Pieces()
        self.file.on_msg(self._gather)
        fields = (
            Box([self.rate, self.unit, self.column, self.file]).add_class("frontear-foot").add_class("frontear-fields")
        )
        super().__init__([LiveText(f"<h3>{TITLE}</h3>{HEAD}"), fields, self.told])

    def _gather(self, _widget, about: dict, buffers: list) -> None:
        """Gather the pieces of a file; at the last one, read it."""
        data = self._pieces.add(about, buffers)
        if self._pieces.size > LARGEST or (data is not None and len(data) > LARGEST):
            self._pieces.clear()
            self._say(f"{about['name']} is larger than {LARGEST // 1_000_000} MB, the most that is allowed", wrong=True)
        elif data is not None:
            words, problem = attempt(self.take, about["name"], data, advice="try another file")
            self._say(problem or words or "", wrong=bool(problem))

    def take(self, name: str, data: bytes) -> str:
        """Read a file and offer it; returns what came of it. Raises ValueError for what cannot be read.

        Args:
            name: Of the file, which says its kind.
            data: Its bytes.
        """
        whole = read(name, data, rate=self.rate.value, unit=self.unit.value)
        n_channels = len(whole.channels)
        if not 1 <= self.column.value <= n_channels:
            raise ValueError(f"got column {self.column.value} of {shortened(name)}, allowed are 1 to {n_channels}")
        one = whole.channels[self.column.value - 1 : self.column.value, :LONGEST].clone()
        kept = OWN.add(replace(whole, waveform=one, name=shortened(name)))
        cut = f", its first {LONGEST:,} numbers" if whole.waveform.shape[-1] > LONGEST else ""
        return (
            f"{kept}: {one.shape[-1]:,} numbers at {whole.sample_rate:g} Hz, "
            f"{written(OWN.records[kept].seconds)}{cut}. Every list of records on this page has it now."
        )

    def _plan(self) -> str:
        """How the next file is going to be read."""
        rate = (
            f"{shortened(self.rate.value)} lines a second"
            if self.rate.value.strip()
            else "a rate that is still to be said"
        )
        unit = shortened(self.unit.value) or "a unit that is not known"
        return f"The next file: {rate}, in {unit}, its column {self.column.value}"

    def _say(self, sentence: str, *, wrong: bool) -> None:
        kind = ' class="frontear-bad" role="alert"' if wrong else ""
        self.told.show(f"<p{kind}>{escaped(sentence.removesuffix('.'))}.</p>")


TITLE = "Your own record"
HEAD = (
    "<p>A CSV has one line for each moment and one column for each channel: a phone's "
    "accelerometer, a thermometer, a share's price. Say how many lines there are in a second, and the unit. A WAV says "
    "its rate itself.</p>"
)


def read(name: str, data: bytes, *, rate: str, unit: str) -> Signal:
    """Return what a file holds. Raises ValueError for what cannot be read.

    Args:
        name: Of the file, which says its kind.
        data: Its bytes.
        rate: As it was typed, in Hz; a WAV needs none.
        unit: As it was typed.
    """
    kind = Path(name).suffix.lower()
    if kind == ".wav":
        clip = decode(data, name=name)
        given = rate_of(rate) if rate.strip() else float(clip.sample_rate)
        return Signal(clip.waveform[None], given, name=name, unit=unit.strip() or clip.unit)
    if kind not in (".csv", ".txt", ".tsv"):
        raise ValueError(f"got {shortened(name)}, allowed are .csv, .txt, .tsv and .wav")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "record.csv"
        path.write_bytes(data)
        sample_rate = rate_of(rate)
        try:
            return replace(read_csv(path, sample_rate=sample_rate, unit=unit.strip()), name=name)
        except ValueError as problem:
            raise ValueError(str(problem).replace("record.csv", shortened(name), 1)) from problem


def rate_of(typed: str) -> float:
    """The rate as a number. Raises ValueError for what is none, or out of range."""
    low, high = RATES
    try:
        rate = float(typed.strip().replace(",", "."))
    except ValueError:
        rate = float("nan")
    if not isfinite(rate) or not low <= rate <= high:
        got = f"{shortened(typed.strip())!r}" if typed.strip() else "no rate"
        raise ValueError(f"got {got}, allowed is a number of Hz from {low:g} to {high:g}: how many lines in a second")
    return rate
