"""Settings with a control of every kind, one of which matters for one choice of another alone."""

from dataclasses import dataclass

from frontear_widgets.core.controls import choice, ladder, slider, switch


@dataclass(frozen=True)
class Settings:
    length: int = slider(4, 1, 100, label="Length", unit="ms")
    gain: float = slider(0.3, 0.0, 1.0, step=0.1, label="Gain")
    factor: int = ladder(2, [1, 2, 4], label="Factor")
    shape: str = choice("hann", ["hann", "kaiser"], label="Window")
    beta: float = slider(8.0, 0.0, 20.0, label="β", when=lambda settings: settings.shape == "kaiser")
    fast: bool = switch(False, label="Fast")
