"""Ten seconds of 128 numbers each → a score for every tag: six networks behind one door."""

from collections.abc import Callable, Mapping
from inspect import signature
from math import inf

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from frontear.layers.padding import frame_mask
from frontear.models.seeds import seeded
from frontear.models.tagging.attention import AttentionPooling
from frontear.models.tagging.convolutions import FEWEST, MOST, conv_1d, conv_2d, largest_kernel
from frontear.models.tagging.linear import linear
from frontear.models.tagging.recurrent import Recurrent
from frontear.models.tagging.rows import SECONDS, WIDTH
from frontear.models.tagging.transformer import Transformer

TAGGERS: dict[str, Callable[..., nn.Module]] = {
    "linear": linear,
    "conv-1d": conv_1d,
    "conv-2d": conv_2d,
    "lstm": Recurrent,
    "transformer": Transformer,
    "attention": AttentionPooling,
}
USUAL = {"hidden": (1, inf), "layers": (1, inf), "channels": (1, inf), "heads": (1, WIDTH), "dropout": (0, 1)}
RANGES = {
    "conv-1d": {"layers": (FEWEST, MOST), "kernel_size": (1, largest_kernel(SECONDS * WIDTH))},
    "conv-2d": {"kernel_size": (1, largest_kernel(SECONDS))},
}


class Tagger(nn.Module):
    """Embeddings (batch, seconds, 128) → scores (batch, tags), logits: a network behind a scale for its numbers.

    Seconds behind a clip's end are zeros after the scale, whatever stood there, and the networks that go from second to
    second leave them out. Clips are at most ten seconds long.

    Args:
        network: Rows (batch, 10, 128) and which seconds sound (batch, 10) → scores (batch, tags).
        mean: Taken off each of the 128 numbers; None is 0.
        deviation: What each is divided by then; None is 1.
        logarithm: Whether each number is the logarithm of 1 + what it was, before that.
    """

    mean: Tensor
    deviation: Tensor

    def __init__(
        self,
        network: nn.Module,
        *,
        mean: Tensor | None = None,
        deviation: Tensor | None = None,
        logarithm: bool = False,
    ):
        super().__init__()
        self.network, self.logarithm = network, logarithm
        self.register_buffer("mean", torch.zeros(WIDTH) if mean is None else mean)
        self.register_buffer("deviation", torch.ones(WIDTH) if deviation is None else deviation)

    def forward(self, inputs: Tensor, lengths: Tensor | None = None) -> Tensor:
        """Score clips.

        Args:
            inputs: (batch, seconds, 128), up to ten seconds.
            lengths: In seconds, (batch,); None is all.

        Returns:
            Logits, (batch, tags).
        """
        return self.network(*self.rows(inputs, lengths))

    def rows(self, inputs: Tensor, lengths: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Return what the network is given: rows (batch, 10, 128), and which of them sound, (batch, 10).

        Args:
            inputs: (batch, seconds, 128), up to ten seconds.
            lengths: In seconds, (batch,); None is all.

        Returns:
            Rows and a mask.

        Raises:
            ValueError: For other shapes, or lengths outside 1…seconds.
        """
        if inputs.ndim != 3 or inputs.shape[-1] != WIDTH or not 1 <= inputs.shape[1] <= SECONDS:
            raise ValueError(f"got {tuple(inputs.shape)} numbers, allowed are (batch, 1…{SECONDS}, {WIDTH})")
        batch, seconds, _ = inputs.shape
        if lengths is None:
            lengths = torch.full((batch,), seconds, device=inputs.device)
        shortest, longest = (int(end) for end in lengths.aminmax())
        if not 1 <= shortest <= longest <= seconds:
            raise ValueError(f"got lengths {shortest} to {longest}, allowed are 1…{seconds}")
        sounding = frame_mask(lengths, hop_length=1, n_frames=SECONDS)
        inputs = inputs.clamp_min(0).log1p() if self.logarithm else inputs
        scaled = F.pad((inputs - self.mean) / self.deviation, (0, 0, 0, SECONDS - seconds))
        return scaled * sounding[..., None], sounding


def check_options(name: str, options: Mapping[str, float]) -> None:
    """Refuse what no tagger can be made with, before there is one.

    Args:
        name: One of `TAGGERS`.
        options: Of the network, by name.

    Raises:
        ValueError: For an unknown name, an option the network does not have, or a number it cannot take.
    """
    if name not in TAGGERS:
        raise ValueError(f"got the tagger {name!r}, allowed are {', '.join(TAGGERS)}")
    allowed = [option for option in signature(TAGGERS[name]).parameters if option != "n_tags"]
    if strange := [option for option in options if option not in allowed]:
        raise ValueError(f"got {', '.join(strange)} for the tagger {name!r}, allowed are {', '.join(allowed)}")
    for option, value in options.items():
        low, high = (USUAL | RANGES.get(name, {}))[option]
        kind, said = ((int, float), "numbers") if option == "dropout" else (int, "whole numbers")
        if not isinstance(value, kind) or not low <= value <= high or (option == "heads" and WIDTH % value):
            dividing = f" that divide {WIDTH}" if option == "heads" else ""
            upwards = f"from {low}" if high == inf else f"{low}…{high}"
            raise ValueError(f"got {option} {value!r} for the tagger {name!r}, allowed are {said} {upwards}{dividing}")


def tagger(
    name: str,
    *,
    n_tags: int = 1,
    mean: Tensor | None = None,
    deviation: Tensor | None = None,
    logarithm: bool = False,
    seed: int = 0,
    **options: float,
) -> Tagger:
    """Return one of `TAGGERS`; a seed always gives the same.

    Args:
        name: One of `TAGGERS`.
        n_tags: Scores for each clip.
        mean: Taken off each of the 128 numbers; None is 0.
        deviation: What each is divided by then; None is 1.
        logarithm: Whether each number is the logarithm of 1 + what it was, before that.
        seed: The same draws the same weights.
        **options: Of the network: hidden, dropout, layers, channels, kernel_size.

    Returns:
        Embeddings (batch, seconds, 128) → scores (batch, n_tags).

    Raises:
        ValueError: For less than one tag, and as `check_options`.
    """
    check_options(name, options)
    if n_tags < 1:
        raise ValueError(f"got {n_tags} tags, allowed are 1 or more")
    with seeded(seed):
        return Tagger(TAGGERS[name](n_tags=n_tags, **options), mean=mean, deviation=deviation, logarithm=logarithm)
