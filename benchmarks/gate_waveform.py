"""A listener that hears the waveform itself, alone or beside the spectrum: what a paper wished to compare."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from frontear.gates import BUFFER, Listener
from frontear.models.seeds import seeded

N_FILTERS, LENGTH = 40, 256  # as many as the spectrum has rows, as long as its window


class WaveformListener(Listener):
    """Learned filters of a window's length, rectified, compressed by log(1 + x), a hop of one buffer.

    The waveform comes at the level that the first batch gives it. Only whole sounds are heard, not blocks.
    """

    def __init__(self, *, seed: int, with_spectrum: bool):
        with seeded(seed):
            super().__init__()
            self.filters = nn.Conv1d(1, N_FILTERS, LENGTH, stride=BUFFER)
            if with_spectrum:
                self.enter = nn.Linear(self.enter.in_features + N_FILTERS, self.enter.out_features)
        self.with_spectrum, self.level = with_spectrum, 1.0

    @torch.no_grad()
    def scale_to(self, sound: Tensor) -> None:
        super().scale_to(sound)
        self.level = float(sound.std())
        rows = ([self.mean], [self.deviation]) if self.with_spectrum else ([], [])
        self.mean = torch.cat([torch.zeros(N_FILTERS, 1), *rows[0]])
        self.deviation = torch.cat([torch.ones(N_FILTERS, 1), *rows[1]])

    def forward(self, sound: Tensor) -> Tensor:
        heard = torch.log1p(F.relu(self.filters(sound[:, None] / self.level)))
        if self.with_spectrum:
            spectrum = self.ear.step(sound)[0]
            n_frames = min(heard.shape[-1], spectrum.shape[-1])
            heard = torch.cat([heard[..., :n_frames], spectrum[..., :n_frames]], dim=1)
        return self.hear(heard, self._silence(heard))[0]
