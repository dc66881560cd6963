"""A long sound cut into blocks of one length, each of which gives some of its frames."""

from dataclasses import dataclass
from functools import cached_property

import torch
import torch.nn.functional as F
from torch import Tensor


@dataclass(frozen=True)
class Blocks:
    """How a sound of `time` samples is cut into blocks of `length` that overlap and give `n_frames` frames each.

    A frame pools window_length energies, each of which took filter_length samples. The last block ends with the last
    frame, so that it has all those that look behind the sound.
    """

    time: int
    filter_length: int
    window_length: int
    hop_length: int

    @cached_property
    def _margin(self) -> int:
        return self.filter_length + self.window_length - 1  # what one frame depends on

    @cached_property
    def length(self) -> int:
        """Samples in a block, a length that transforms quickly: some seven windows, twice a filter that is longer."""
        shared = max(-(-13 * self.window_length // 2), self.filter_length)
        n_frames = max(-(-shared // self.hop_length), 8)
        return _smooth((n_frames - 1) * self.hop_length + self._margin)

    @property
    def n_frames(self) -> int:
        """Frames in a block."""
        return (self.length - self._margin) // self.hop_length + 1

    @property
    def total_frames(self) -> int:
        """Frames in the sound."""
        return -(-self.time // self.hop_length)

    @cached_property
    def starts(self) -> list[int]:
        """First sample of each block; negative ones are before the sound."""
        lead = (self.window_length - self.hop_length) // 2 + self.filter_length // 2
        last = max(self.total_frames - self.n_frames, 0)
        first_frames = [*range(0, last, self.n_frames), last]
        return [frame * self.hop_length - lead for frame in first_frames]

    @property
    def middles(self) -> range:
        """Where in a block its frames are centred."""
        first = self.filter_length // 2 + self.window_length // 2
        return range(first, first + self.n_frames * self.hop_length, self.hop_length)

    @property
    def before(self) -> "Outside":
        """What the first block has before the sound."""
        begin = self.filter_length // 2
        samples = range(begin, max(-self.starts[0], begin))
        return Outside(samples, first_frame=0, first_of_block=0, n_frames=self._frames_over(len(samples)))

    @property
    def after(self) -> "Outside":
        """What the last block has behind the sound."""
        begin, shown = self.filter_length // 2, min(self.total_frames, self.n_frames)
        end = begin + (shown - 1) * self.hop_length + self.window_length
        samples = range(min(max(self.time - self.starts[-1], begin), end), end)
        n_frames = self._frames_over(len(samples))
        return Outside(samples, self.total_frames - n_frames, shown - n_frames, n_frames)

    def _frames_over(self, n_samples: int) -> int:
        return min(-(-n_samples // self.hop_length), self.total_frames)

    def distances(self, device: torch.device) -> tuple[Tensor, Tensor, Tensor]:
        """How far energies are from the middle of a frame: inside, by lag; before and behind, (samples, frames)."""
        lags = torch.arange(self.window_length // 2 + 1, device=device)
        return lags, self.before.distances(self, device), self.after.distances(self, device)

    def cut(self, waveform: Tensor) -> Tensor:
        """(batch, time) → (batch · blocks, length)."""
        lead, end = max(-self.starts[0], 0), self.starts[-1] + self.length
        padded = F.pad(waveform, (lead, max(end - self.time, 0)))
        return torch.stack([padded[:, lead + s : lead + s + self.length] for s in self.starts], dim=1).flatten(0, 1)

    def join(self, features: Tensor) -> Tensor:
        """(filters, batch · blocks, n_frames) → (filters, batch, total_frames)."""
        blocks = features.unflatten(1, (-1, len(self.starts)))  # (filters, batch, blocks, n_frames)
        whole, last = blocks[:, :, :-1].flatten(2), blocks[:, :, -1]
        left = self.total_frames - whole.shape[2]
        return torch.cat([whole, last[..., -left:] if whole.shape[2] else last[..., :left]], dim=2)


@dataclass(frozen=True)
class Outside:
    """Samples of a block that do not belong to the sound, and the frames whose windows reach them."""

    samples: range
    first_frame: int
    first_of_block: int
    n_frames: int

    def distances(self, blocks: Blocks, device: torch.device) -> Tensor:
        """How far each of the samples is from the middle of each of the frames, (samples, frames).

        Args:
            blocks: How the sound was cut.
            device: Where to compute.

        Returns:
            (samples, frames).
        """
        middles = blocks.middles[self.first_of_block : self.first_of_block + self.n_frames]
        samples, centers = (torch.tensor(list(at), device=device, dtype=torch.int64) for at in (self.samples, middles))
        return samples[:, None] - centers


def _smooth(length: int) -> int:
    """The next even number without a prime factor over 5."""
    length += length % 2
    while not _is_smooth(length):
        length += 2
    return length


def _is_smooth(number: int) -> bool:
    for prime in (2, 3, 5):
        while number % prime == 0:
            number //= prime
    return number == 1
