"""More clips of the target out of those there are: the two ways of a paper, and two that keep what the numbers mean."""

from collections.abc import Callable

import torch
from torch import Tensor

from frontear.data.tagged_examples import TaggedExamples, mixed

SPACES = ("quantised", "standardised")
LOWEST, HIGHEST = 0, 255


def shifted(positives: TaggedExamples, amount: float, generator: torch.Generator) -> list[Tensor]:
    """Return clips with a constant added, and with it taken off, as Halaby, Marzec & Mukhtar, section 4.

    The numbers are principal components: a constant is no loudness. `generator` draws nothing here.

    Args:
        positives: Clips.
        amount: The constant.
        generator: Of chance.

    Returns:
        Twice as many clips' numbers.
    """
    return [positives.inputs + amount, positives.inputs - amount]


def means(positives: TaggedExamples, amount: float, generator: torch.Generator) -> list[Tensor]:
    """Return the mean of each clip and another where both sound, as Halaby, Marzec & Mukhtar, section 4.

    Args:
        positives: Clips.
        amount: Of no meaning here: half and half.
        generator: Draws the other clip.

    Returns:
        As many clips' numbers.
    """
    other = positives[torch.randperm(len(positives), generator=generator)]
    return [mixed(positives, other, torch.full((len(positives),), 0.5))]


def both(positives: TaggedExamples, amount: float, generator: torch.Generator) -> list[Tensor]:
    """Return what `shifted` and `means` do, as the paper had it.

    Args:
        positives: Clips.
        amount: The constant.
        generator: Draws the other clip.

    Returns:
        Three times as many clips' numbers.
    """
    return shifted(positives, amount, generator) + means(positives, amount, generator)


def moved_along(positives: TaggedExamples, amount: float, generator: torch.Generator) -> list[Tensor]:
    """Return clips each of whose seconds is moved towards another of its own, by up to a share of their difference.

    A difference between seconds is a way in which sounds do differ, and what is between two seconds of a clip is in its
    range: nothing is clipped.

    Args:
        positives: Clips.
        amount: The largest share, 0…1.
        generator: Draws the other second, and the share.

    Returns:
        As many clips' numbers.
    """
    n, seconds, _ = positives.inputs.shape
    other = (torch.rand(n, seconds, generator=generator) * positives.lengths[:, None]).long()
    there = positives.inputs.gather(1, other[..., None].expand_as(positives.inputs))
    share = amount * torch.rand(n, seconds, 1, generator=generator)
    return [positives.inputs + share * (there - positives.inputs)]


def repeated(positives: TaggedExamples, amount: float, generator: torch.Generator) -> list[Tensor]:
    """Return the clips as they are: what merely counting them more often does.

    Args:
        positives: Clips.
        amount: How many times more.
        generator: Draws nothing.

    Returns:
        `amount` times as many clips' numbers.
    """
    return [positives.inputs] * round(amount)


Augmentation = Callable[[TaggedExamples, float, torch.Generator], list[Tensor]]
AUGMENTATIONS: dict[str, Augmentation] = {
    "none": lambda positives, amount, generator: [],
    "shift": shifted,
    "mean": means,
    "shift and mean": both,
    "difference": moved_along,
    "repeat": repeated,
}


def augmented(
    data: TaggedExamples,
    name: str,
    *,
    amount: float = 10.0,
    space: str = "quantised",
    deviation: Tensor | None = None,
    seed: int = 0,
) -> TaggedExamples:
    """Return the clips, and after them new ones made of those that have the target.

    In the space "quantised" what comes out is whole numbers within 0…255, as AudioSet has them. In "standardised" a
    constant counts in each number's deviation, and nothing is rounded or clipped. New clips have the tags of those
    they are made of; a mean those of the first. Lesson: notebooks/05_learning.ipynb

    Args:
        data: Clips.
        name: One of `AUGMENTATIONS`.
        amount: A constant, a share, or how many times.
        space: "quantised" or "standardised".
        deviation: Of each of the 128 numbers, for "standardised".
        seed: The same draws the same.

    Returns:
        With float numbers.

    Raises:
        ValueError: For another name or space, and without a deviation where it counts.
    """
    if name not in AUGMENTATIONS or space not in SPACES or (space == "standardised" and deviation is None):
        raise ValueError(
            f"got {name!r} in {space!r}{'' if deviation is not None else ' without deviations'}, allowed are "
            f"{', '.join(AUGMENTATIONS)} in quantised, or in standardised with deviations"
        )
    unit = torch.ones(()) if deviation is None or space == "quantised" else deviation
    positives = data[data.labels[:, 0] > 0.5]
    scaled = TaggedExamples(positives.inputs / unit, positives.lengths, positives.labels, data.classes)
    made = [each * unit for each in AUGMENTATIONS[name](scaled, amount, torch.Generator().manual_seed(seed))]
    if space == "quantised":
        made = [each.round().clamp(LOWEST, HIGHEST) for each in made]
    made = [each * positives.sounding[..., None] for each in made]
    n = len(made)
    return TaggedExamples(
        torch.cat([data.inputs.float(), *made]),
        torch.cat([data.lengths] + n * [positives.lengths]),
        torch.cat([data.labels] + n * [positives.labels]),
        data.classes,
    )
