"""The settings of a run that tags: which clips, which target, which network, and how it learns."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from math import isfinite
from typing import Any

from frontear.data.tagged_examples import Mixup
from frontear.models.tagging.tagger import check_options
from frontear.training.losses import Binary
from frontear.training.optimizers import OPTIMIZERS
from frontear.training.tagging.augmenting import AUGMENTATIONS, SPACES

OF_NETWORK = ("layers", "hidden", "channels", "kernel_size", "dropout")
SCALES = ("raw", "standardised", "logarithm")
SOURCES = ("train", "evaluation", "clean")
OPTIONAL = ("patience", "beside", "mixup")


def _target(value: Any) -> bool:
    whole = isinstance(value, tuple) and all(isinstance(label, int) and label >= 0 for label in value)
    return whole and 0 < len(set(value)) == len(value)


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and isfinite(value)


NUMBERS: tuple[tuple[tuple[str, ...], Callable[[Any], bool], str], ...] = (  # which, what they may be, and in words
    (("epochs", "batch_size", "patience"), lambda n: isinstance(n, int) and n >= 1, "whole numbers from 1"),
    (("seed",), lambda n: isinstance(n, int), "whole numbers"),
    (("learning_rate", "mixup"), lambda n: _number(n) and n > 0, "numbers over 0"),
    (("beside", "amount"), lambda n: _number(n) and n >= 0, "numbers from 0"),
    (("share",), lambda n: _number(n) and 0 < n <= 1, "numbers over 0 up to 1"),
)


@dataclass(frozen=True)
class TaggingSettings:
    """All that decides a run that tags: equal settings give equal runs, to the last bit.

    `target` are the labels that make a clip positive, any of them; `beside` is how much all 527 labels count that are
    learned beside it, None is not at all. `layers`, `hidden`, `channels`, `kernel_size` and `dropout` are the
    network's, None its own. `scale` is "raw", 0…255, "standardised" by the clips learned from, or "logarithm": that of
    1 + the number, standardised then. `augmentation` is one of `AUGMENTATIONS`, `amount` its strength, in the `space`
    "quantised" or "standardised"; `mixup` the alpha of `Mixup`. `source` is what is learned from: "train", of it the
    `share`, "evaluation", or "clean", those of train with the target and nothing else, and those without it or a human
    voice.
    Raises ValueError for what no run can be made with. Lesson: notebooks/05_learning.ipynb
    """

    tagger: str = "linear"
    layers: int | None = None
    hidden: int | None = None
    channels: int | None = None
    kernel_size: int | None = None
    dropout: float | None = None
    target: tuple[int, ...] = (0,)
    beside: float | None = None
    scale: str = "raw"
    augmentation: str = "none"
    amount: float = 10.0
    space: str = "quantised"
    mixup: float | None = None
    source: str = "train"
    share: float = 1.0
    optimizer: str = "adam"
    learning_rate: float = 1e-4
    falling: bool = False
    epochs: int = 16
    batch_size: int = 16
    patience: int | None = 2
    seed: int = 0

    def __post_init__(self):
        if isinstance(self.target, list):  # JSON has lists
            object.__setattr__(self, "target", tuple(self.target))
        check_options(self.tagger, self.network())
        allowed = {"scale": SCALES, "augmentation": AUGMENTATIONS, "space": SPACES}
        for name, names in (allowed | {"source": SOURCES, "optimizer": OPTIMIZERS}).items():
            if getattr(self, name) not in tuple(names):
                raise ValueError(f"got {name} {getattr(self, name)!r}, allowed are {', '.join(names)}")
        if not _target(self.target):
            raise ValueError(f"got the target {self.target!r}, allowed are one or more different labels from 0")
        for names, right, said in NUMBERS:
            for name in names:
                value = getattr(self, name)
                if not (right(value) or (value is None and name in OPTIONAL)):
                    raise ValueError(f"got {name} {value!r}, allowed are {said}")

    def network(self) -> dict[str, Any]:
        """Return the options of the network that are not its own."""
        return {name: getattr(self, name) for name in OF_NETWORK if getattr(self, name) is not None}

    def fitting(self) -> dict[str, Any]:
        """Return what `fit` takes."""
        names = ("optimizer", "learning_rate", "falling", "epochs", "batch_size", "patience", "seed")
        loss = Binary() if self.beside is None else Binary(self.beside)
        augment = None if self.mixup is None else Mixup(self.mixup)
        return {name: getattr(self, name) for name in names} | {"loss": loss, "augment": augment}

    def flat(self) -> dict[str, Any]:
        """Return all settings by name: `TaggingSettings(**settings.flat())` makes them again."""
        return {each.name: getattr(self, each.name) for each in fields(self)}
