"""Your own ear: which of two tones is higher? What you can tell apart, drawn over the mel curve."""

import random
from collections.abc import Mapping
from typing import Any

import numpy as np
import torch

from frontear.analysis.staircase import Staircase
from frontear.data.clip import Clip
from frontear.dsp.scales import SCALES
from frontear.dsp.signals import faded, silence, tone
from frontear_widgets.audio.sounds import RATE
from frontear_widgets.browser.plain import HTML, Box, Button, Dropdown
from frontear_widgets.core.kept import CHOICES, kept
from frontear_widgets.core.kept_settings import keep_settings
from frontear_widgets.core.panel import Panel
from frontear_widgets.views.charts import Chart, Curve, chart
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.player import Player

TITLE = "Your own ear"
BASES_HZ = (250, 500, 1_000, 2_000, 4_000)
REVERSALS = 8
FIRST_GAP, LARGEST = 0.06, 0.5  # of the lower tone's frequency
GUESSED = 0.12  # a threshold beyond this share of it is no threshold


class PitchDiscrimination(Panel):
    """Pairs of tones, an answer to each, and at the end of a round the threshold at that frequency.

    The browser keeps thresholds but no unfinished rounds, and none in the page's address: a link tells nobody how one
    hears.

    Lesson: notebooks/02_filtering.ipynb
    """

    def __init__(self, *, seed: int = 0):
        self._dice = random.Random(seed)
        self.thresholds: dict[float, float] = {}
        self._rounds: dict[int, Staircase] = {}
        self.base: Any = Dropdown(options=[(f"{hz} Hz", hz) for hz in BASES_HZ], value=1_000, description="Around")
        self.player, self.words = (
            Player(pair(1_000, 60, higher_first=False), height=20),
            LiveText(""),
        )  # too low to read
        self.scale = Lines(scale_chart({}))
        answers = Box(
            [self._answer_button("The first was higher", True), self._answer_button("The second was higher", False)]
        )
        self.base.observe(lambda _: self._begin(), "value")
        head = HTML(
            f"<h3>{TITLE}</h3><p class='frontear-quiet'>Play the pair, then answer. Guess when you cannot tell.</p>"
        )
        super().__init__(
            [
                head,
                Box([self.base]).add_class("frontear-controls"),
                self.player,
                answers.add_class("frontear-foot"),
                self.words,
                self.scale,
            ]
        )
        self._begin()
        keep_settings(self, TITLE, {"base": self.base})
        kept().keep(self, CHOICES, TITLE, now=self._measured, recall=self._recall)

    def _answer_button(self, words: str, first: bool) -> Button:
        button = Button(description=words)
        button.on_click(lambda _: self.answer(first))
        return button

    def answer(self, first_was_higher: bool) -> None:
        """Take one answer, say whether it was right, and offer the next pair or the result."""
        right = first_was_higher == self._higher_first
        self.staircase = self.staircase.answered(right)
        said = '<span class="frontear-good">Right.</span>' if right else '<span class="frontear-bad">No.</span>'
        if self.staircase.done:
            self.thresholds[self.base.value] = self.staircase.threshold
            kept().changed()
            self.words.show(f"<p>{said} {self._result()}</p>")
            self.scale.show(scale_chart(self.thresholds))
            self.staircase = self._fresh()
        else:
            turns = f"{len(self.staircase.reversals)} of {REVERSALS} turns between harder and easier"
            self.words.show(f"<p>{said} {turns}; play the next pair.</p>")
        self._rounds[self.base.value] = self.staircase
        self._offer()

    def _measured(self) -> str:
        """The thresholds in Hz, for the browser: `500:4.25 1000:6.5`."""
        return " ".join(f"{hz}:{gap:.4g}" for hz, gap in self.thresholds.items())

    def _recall(self, measured: str) -> None:
        """Take thresholds back. Raises ValueError for what none can be."""
        found = {float(hz): float(gap) for hz, _, gap in (part.partition(":") for part in measured.split())}
        if not all(hz in BASES_HZ and 0 < gap <= LARGEST * hz for hz, gap in found.items()):
            raise ValueError(f"got thresholds {measured!r}, allowed are up to half of {BASES_HZ} Hz")
        self.thresholds = {int(hz): gap for hz, gap in found.items()} | self.thresholds
        self.scale.show(scale_chart(self.thresholds))
        self._begin()

    def _begin(self) -> None:
        self.staircase = self._rounds.get(self.base.value) or self._fresh()
        before = f"{self._result()} " if self.base.value in self.thresholds else ""
        self.words.show(f"<p>{before}A round takes about thirty pairs. Headphones help.</p>")
        self._offer()

    def _fresh(self) -> Staircase:
        first = FIRST_GAP * self.base.value
        return Staircase(first, reversals_wanted=REVERSALS, largest=LARGEST * self.base.value)

    def _offer(self) -> None:
        self._higher_first = self._dice.random() < 0.5
        lower_hz = self.base.value * self._dice.uniform(0.97, 1.03)  # no tone to remember
        self.player.show(pair(lower_hz, self.staircase.level, higher_first=self._higher_first))

    def _result(self) -> str:
        hz, gap = self.base.value, self.thresholds[self.base.value]
        if gap > GUESSED * hz:
            return f"Around {hz} Hz this round looks like guessing: {gap:.0f} Hz. Try again with headphones."
        return (
            f"Around {hz} Hz you tell {gap:.3g} Hz apart, {100 * gap / hz:.2g}% (71% of answers right). "
            "Measure another frequency: from two on, your own scale is drawn."
        )


def pair(base_hz: float, gap_hz: float, *, higher_first: bool) -> Clip:
    """Two short tones, one gap_hz above the other."""
    low, high = (faded(tone(hz, seconds=0.35, amplitude=0.3)) for hz in (base_hz, base_hz + gap_hz))
    order = (high, low) if higher_first else (low, high)
    return Clip(torch.cat([order[0], silence(seconds=0.2), order[1]]), RATE, name="the pair")


def own_scale(thresholds: Mapping[float, float], hz: np.ndarray) -> np.ndarray:
    """How many just noticeable steps lie between the lowest measured frequency and each of `hz`.

    ∫ df / Δ(f), with Δ between the measured frequencies a straight line in logarithms. Needs two or more.
    """
    measured = np.array(sorted(thresholds))
    grid = np.geomspace(measured[0], measured[-1], 500)
    step = np.exp(np.interp(np.log(grid), np.log(measured), np.log([thresholds[base] for base in measured])))
    steps = np.concatenate([[0], np.cumsum(np.diff(grid) * (1 / step[1:] + 1 / step[:-1]) / 2)])
    return np.interp(hz, grid, steps)


def scale_chart(thresholds: Mapping[float, float]) -> Chart:
    """The mel curve, and from two thresholds on the student's own, both from 0 to 1 over the measured range."""
    measured = sorted(thresholds) if len(thresholds) > 1 else [BASES_HZ[0], BASES_HZ[-1]]
    hz = np.linspace(measured[0], measured[-1], 200)
    mel = SCALES["mel-slaney"].from_hz(torch.from_numpy(hz)).numpy()
    curves = [Curve("mel", hz, _from_0_to_1(mel))]
    if len(thresholds) > 1:
        curves.append(Curve("your ear", hz, _from_0_to_1(own_scale(thresholds, hz))))
    told = ", ".join(f"{gap:.2g} Hz at {base} Hz" for base, gap in sorted(thresholds.items())) or "nothing measured yet"
    return chart(
        "Pitch over frequency: where the steps crowd, the curve is steep",
        curves,
        x="frequency (Hz)",
        y="share of all steps",
        alt=f"The mel curve and your own. Your thresholds: {told}.",
    )


def _from_0_to_1(values: np.ndarray) -> np.ndarray:
    return (values - values[0]) / (values[-1] - values[0])
