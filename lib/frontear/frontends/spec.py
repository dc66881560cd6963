"""What the output of a front-end is: its rate, its hop, its rows and where they lie."""

from dataclasses import dataclass

from torch import Tensor

from frontear.dsp.spectrogram import frame_seconds
from frontear.filterbanks import Filterbank
from frontear.filterbanks.response import Bands, bands, empty_bands, fine_n_fft


@dataclass(frozen=True, eq=False)
class Spec:
    """What a front-end's output is: (batch, n_rows, frames), one frame for each hop_length samples begun.

    Samples come at sample_rate Hz, values are in `unit`. `bank` are the bandpass filters in it, learned or fixed. Rows
    that are bands, evenly spaced on `scale` at first, have a centre, `center_hz`; other rows have `names`, or neither.
    n_rows 0 is the waveform itself, (batch, time). Lesson: notebooks/01_windowing.ipynb
    """

    sample_rate: float
    hop_length: int
    n_rows: int
    unit: str
    scale: str = "linear"
    bank: Filterbank | None = None
    fixed_hz: Tensor | None = None
    names: tuple[str, ...] = ()

    @property
    def hop_seconds(self) -> float:
        """The time from one frame to the next."""
        return self.hop_length / self.sample_rate

    @property
    def center_hz(self) -> Tensor | None:
        """Where the rows are, (n_rows,) in Hz: of learned filters, where they are now; None where rows are no bands."""
        if self.fixed_hz is not None or self.names or self.bank is None:
            return self.fixed_hz
        cycles = self.bank.center_cycles()
        return self.bands().center_hz if cycles is None else cycles * self.sample_rate

    def bands(self) -> Bands:
        """Return where the filters of the bank are now, and how wide; empty where there is none."""
        if self.bank is None:
            return empty_bands()
        return bands(self.bank, sample_rate=self.sample_rate, n_fft=fine_n_fft(self.bank))

    def frame_seconds(self, n_frames: int) -> Tensor:
        """Return the time at the centre of each frame in seconds, float32 (n_frames,)."""
        return frame_seconds(n_frames, hop_length=self.hop_length, sample_rate=self.sample_rate)
