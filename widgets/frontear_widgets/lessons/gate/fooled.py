"""Panel of lesson 09: sounds that a gate which learned was never told about."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import torch
import torch.nn.functional as F
from numpy.typing import NDArray

from frontear import datasets
from frontear.data.clip import Clip
from frontear.gates import Mixture, Sources, mixture
from frontear_widgets.audio.sounds import RATE
from frontear_widgets.core.controls import choice, slider
from frontear_widgets.core.live import Live
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.player import Player
from frontear_widgets.views.program import line_chart, program

from .listeners import LISTENERS, gated_by, listener_choice, probabilities
from .mixtures import MADE, SECONDS, noises, parts
from .two_gates import PROBABILITY, TwoGates, gate_chart, scores

SNR_DB = 10
N_FFT, HOP, SMOOTHED = 512, 128, 15  # bins that a magnitude is the mean of: no pitch is left
PLAIN, WHISPERED, VOICES, MUSIC = WHAT = (
    "words in known noises",
    "whispered words",
    "words among other voices",
    "words over music",
)


@dataclass(frozen=True)
class Fooled:
    """What the gate hears, and its threshold."""

    listener: str = listener_choice()
    what: str = choice(WHISPERED, WHAT, label="Sounds")
    number: int = slider(1, 1, 12, label="Mixture")
    probability: float = slider(0.5, 0.05, 0.95, step=0.05, label="Threshold")

    def mixture(self) -> Mixture:
        """What is gated."""
        return heard(self.what, self.number)


@lru_cache(maxsize=32)
def heard(what: str, number: int) -> Mixture:
    """Six seconds of words of voices that are kept for the end, 10 dB over something."""
    return mixture(_sources(what), seconds=SECONDS, snr_db=SNR_DB, seed=number)


@lru_cache(maxsize=len(WHAT))
def _sources(what: str) -> Sources:
    known = parts(MADE).known
    if what == WHISPERED:
        return Sources([whispered(word) for word in known.words], known.noises)
    over = {VOICES: [noises()["babble"]], MUSIC: _music()}.get(what)
    return replace(known, noises=[clip.waveform.double().numpy() for clip in over]) if over else known


def _music() -> list[Clip]:
    return [clip for clip in datasets.load("samples/instruments", sample_rate=RATE) if clip.label in ("bowed", "blown")]


def whispered(word: NDArray) -> NDArray:
    """A word as noise alone says it: its spectrum, smoothed until no pitch is left, laid over white noise."""
    sound, window = torch.from_numpy(word).float(), torch.hann_window(N_FFT)
    noise = torch.randn(len(sound), generator=torch.Generator().manual_seed(0))
    how: dict[str, Any] = {"n_fft": N_FFT, "hop_length": HOP, "window": window}
    magnitude = torch.stft(sound, **how, return_complex=True).abs()
    smooth = F.avg_pool1d(magnitude.T[:, None], SMOOTHED, 1, SMOOTHED // 2, count_include_pad=False)[:, 0].T
    hiss = torch.stft(noise, **how, return_complex=True)
    return torch.istft(smooth * hiss / hiss.abs().mean(), **how, length=len(sound)).double().numpy()


def fooled_shown(settings: Fooled) -> dict:
    """What the gate says over time, how well it does, and both sounds."""
    mixed, listener = settings.mixture(), LISTENERS[settings.listener]
    gate = TwoGates(probability=settings.probability, range_db=-60).learned(listener)
    by = gated_by(gate, mixed.sound, probabilities(listener, mixed.sound))
    return {
        "chart": gate_chart(f"What it says: {settings.what}", by, mixed, settings.probability, PROBABILITY),
        "scores": scores(mixed, {settings.what: by}),
        "sound": [
            Clip(torch.from_numpy(wave), RATE, name=name)
            for name, wave in (("before the gate", mixed.sound), ("behind it", by.output))
        ],
    }


def fooled(**settings: Any) -> Live:
    """Sounds that a gate which learned was never told about. Lesson: notebooks/09_gate.ipynb"""
    return Live(
        Fooled(**settings),
        fooled_shown,
        {"chart": lambda drawn: Lines(drawn, height=230), "scores": LiveText, "sound": Player},
        title="What fools it",
        hint="Take each of the sounds, hear both sides of the gate, and look where it is open and should not be.",
        code=_code,
    )


def _code(settings: Fooled) -> str:
    return program(
        f"""from frontear_widgets.lessons.gate.fooled import heard
from frontear_widgets.lessons.gate.listeners import LISTENERS, probabilities
from frontear_widgets.lessons.gate.one_gate import seconds

mixed = heard({settings.what!r}, {settings.number})
level = probabilities(LISTENERS[{settings.listener!r}], mixed.sound)""",
        line_chart("chart.add_scatter(x=seconds(level), y=level)", x="time (s)", y=PROBABILITY.name),
    )
