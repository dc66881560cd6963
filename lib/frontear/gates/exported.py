"""A learned gate as a program of PyTorch's own, which runs where this library is not."""

import os
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from torch import Tensor, nn

from frontear.dsp.signals import noise
from frontear.gates.learned import LearnedGate
from frontear.gates.listener import DILATIONS, KERNEL, Listener
from frontear.gates.mixing import BUFFER
from frontear.gates.switching import step_of
from frontear.layers import PCEN

NEVER = -1.0  # less than any probability
ALIKE, N_TRIED = 1e-4, 20  # logits of so many blocks, by which a front-end is known to be heard as it was


def export_gate(path: str | Path, gate: LearnedGate) -> None:
    """Write a learned gate as a program of `torch.export`, which runs without this library.

    It takes a block of BUFFER samples of one channel and what it remembers, as tensors, and gives what
    `LearnedGate.step` gives, to 1e-5: `output, *state = step(block, threshold, range_db, *state)`. Threshold and range
    stay with whoever plays; hysteresis, hold, attack and release are those of the gate. The file also holds what to
    begin with: a silent block, the gate's threshold and range, and the state.
    Lesson: notebooks/09_gate.ipynb

    Args:
        path: Of the file, which ends in .pt2.
        gate: Whose listener has learned.

    Raises:
        ValueError: For another ending, and for a listener with other front-ends than log-mel, mel-pcen, mfcc and
            sincnet, which fill in silence between their stages where a sound begins.
        OSError: Where it cannot be written.

    Examples:
        >>> from tempfile import mkdtemp
        >>> import torch
        >>> from frontear.gates import shipped
        >>> path = mkdtemp() + "/words.pt2"
        >>> export_gate(path, shipped())
        >>> program = torch.export.load(path)  # from here on PyTorch is enough
        >>> step, (block, threshold, range_db, *state) = program.module(), program.example_inputs[0]
        >>> with torch.no_grad():
        ...     output, *state = step(block, threshold, range_db, *state)
        >>> output.shape, [tuple(each.shape) for each in state]
        (torch.Size([1, 100]), [(1, 200), (1, 126, 48), (1, 40, 1), (5,)])
    """
    path = Path(os.path.realpath(path))  # a link stays one, and what it leads to is written
    if path.suffix != ".pt2":
        raise ValueError(f"got the file {path.name}, allowed is one that ends in .pt2")
    step = GateStep(gate)
    _check_alike(step.ear, gate.listener)
    controls = torch.tensor([gate.threshold, gate.range_db], dtype=torch.float64)
    with torch.no_grad():
        program = torch.export.export(step, (torch.zeros(1, BUFFER), *controls, *step.begun()))
    with TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as folder:
        torch.export.save(program, whole := Path(folder) / path.name)
        os.replace(whole, path)  # an earlier file stays until now


class GateStep(nn.Module):
    """`LearnedGate.step` for blocks of BUFFER samples, (1, BUFFER) → the same, with all that it remembers as tensors.

    Within a block the end of one buffer comes out, whose probability is known from the block before, and the beginning
    of the next. What it remembers is what its ear does, and of its switch the probability of the buffer that is
    coming out, whether it is triggered, for how many samples it is held, where it stands, and how many blocks came, up
    to those by which the ear is late and two. Lesson: notebooks/09_gate.ipynb
    """

    sample: Tensor

    def __init__(self, gate: LearnedGate):
        super().__init__()
        self.ear = EarStep(gate.listener)
        self.look_ahead, self.n_first, self.hysteresis = gate.look_ahead, gate.look_ahead % BUFFER, gate.hysteresis
        samples = [ms * gate.sample_rate / 1_000 for ms in (gate.hold_ms, gate.attack_ms, gate.release_ms)]
        self.n_hold, self.up, self.down = round(samples[0]), step_of(samples[1]), step_of(samples[2])
        self.register_buffer("sample", torch.arange(1.0, BUFFER + 1, dtype=torch.float64), persistent=False)

    def begun(self) -> tuple[Tensor, ...]:
        """What it remembers at the beginning."""
        return *self.ear.begun(), torch.tensor([NEVER, 0, 0, 0, 0], dtype=torch.float64)

    def forward(
        self,
        block: Tensor,
        threshold: Tensor,
        range_db: Tensor,
        sound: Tensor,
        pasts: Tensor,
        mean: Tensor,
        switch: Tensor,
    ) -> tuple[Tensor, ...]:
        """Gate the next block.

        Args:
            block: (1, BUFFER).
            threshold: A probability, ().
            range_db: The gain when closed, ().
            sound: The ear's.
            pasts: The ear's.
            mean: The ear's.
            switch: What the switch remembers, (5,).

        Returns:
            The output (1, BUFFER), and what it remembers, from `sound` on.
        """
        before, triggered, n_left, position, n_blocks = switch.split(1)
        n_blocks = (n_blocks + 1).clamp(max=self.ear.late + 2)
        waiting = sound[:, -self.look_ahead :]
        logit, *heard = self.ear(block, n_blocks, sound, pasts, mean)
        after = torch.where(n_blocks > self.ear.late, logit.sigmoid().double(), NEVER)
        stands, positions = (triggered > 0, n_left, position), []
        for level, sample in ((before, self.sample[: self.n_first]), (after, self.sample[: BUFFER - self.n_first])):
            if len(sample):
                moved, *stands = self._moved(level, sample, (threshold, threshold - self.hysteresis), *stands)
                positions.append(moved)
        closed = 10 ** (range_db / 20)
        gain = closed + (1 - closed) * torch.cat(positions)
        output = (gain * torch.cat([waiting, block], dim=1)[:, :BUFFER]).float()
        return output, *heard, torch.cat([after, *stands, n_blocks])

    def _moved(
        self,
        level: Tensor,
        sample: Tensor,
        thresholds: tuple[Tensor, Tensor],
        triggered: Tensor,
        n_left: Tensor,
        position: Tensor,
    ) -> tuple[Tensor, ...]:
        """Where it stands at each of some samples of one level, and the switch afterwards."""
        opens, closes = thresholds
        triggered = (level >= opens) | (triggered & (level >= closes))
        n_on = torch.where(triggered, len(sample), n_left.clamp(max=len(sample)))
        n_left = torch.where(triggered, self.n_hold, n_left - n_on)
        n_up = torch.minimum(sample, n_on)
        moved = ((position + self.up * n_up).clamp(max=1) - self.down * (sample - n_up)).clamp(min=0)
        return moved, triggered, n_left, moved[-1:]


class EarStep(nn.Module):
    """`Listener.step` for blocks of BUFFER samples: (1, BUFFER) → a logit (1,), `late` blocks later.

    It remembers sound, the convolutions' pasts one behind the other, and the mean of a PCEN.
    Lesson: notebooks/09_gate.ipynb
    """

    def __init__(self, listener: Listener):
        super().__init__()
        stages, self.listener, self.late = listener.frontend, listener, listener.look_ahead // BUFFER
        self.pcen = stages[-1] if isinstance(stages[-1], PCEN) else None
        self.stages = stages[:-1] if self.pcen else stages
        before = ceil(listener.ear.look_back / BUFFER) + self.late  # blocks that a frame hears
        self.n_kept = max(before, ceil(listener.look_ahead / BUFFER))  # and those that have not come out
        self.lengths = [(KERNEL - 1) * dilation for dilation in DILATIONS]

    def begun(self) -> tuple[Tensor, ...]:
        """What it remembers at the beginning."""
        width, n_rows = self.listener.enter.out_features, self.listener.frontend.spec.n_rows
        sound = torch.zeros(1, self.n_kept * BUFFER)
        return sound, torch.zeros(1, sum(self.lengths), width), torch.zeros(1, n_rows, 1)

    def forward(
        self, block: Tensor, n_blocks: Tensor, sound: Tensor, pasts: Tensor, mean: Tensor
    ) -> tuple[Tensor, ...]:
        """Hear the next block.

        Args:
            block: (1, BUFFER).
            n_blocks: The number of this one, from 1, (1,).
            sound: That came before it, (1, time).
            pasts: (1, frames, width).
            mean: (1, rows, 1).

        Returns:
            A logit (1,), which is none before the block behind `late` ones, and sound, pasts and mean from here on.
        """
        sound = torch.cat([sound, block], dim=1)
        features = self.stages(sound)[..., self.n_kept - self.late][..., None]
        if self.pcen:
            features, mean = self.pcen.step(features, torch.where(n_blocks <= self.late + 1, features, mean))
        logits, after = self.listener.hear(features, pasts.split(self.lengths, dim=1))
        pasts = torch.cat(after, dim=1) * (n_blocks > self.late)  # before that there was no frame
        return logits[:, 0], sound[:, BUFFER:], pasts, mean


@torch.no_grad()
def _check_alike(ear: EarStep, listener: Listener) -> None:
    """Raise ValueError where the ear does not hear a beginning as the listener does."""
    sound, state, logits = noise(seconds=1)[None, : N_TRIED * BUFFER], ear.begun(), []
    for number, block in enumerate(sound.split(BUFFER, dim=1), start=1):
        logit, *state = ear(block, torch.tensor([number]), *state)
        logits.append(logit)
    if (torch.stack(logits[ear.late :], dim=1) - listener(sound)).abs().max() > ALIKE:
        raise ValueError(
            f"got a listener with {listener.shape['frontend']}, allowed are log-mel, mel-pcen, mfcc and sincnet: the "
            "others fill in silence between their stages where a sound begins"
        )
