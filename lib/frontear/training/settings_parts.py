"""The parts of a run's settings: data, front-end, model and fit; each says itself what cannot be."""

from dataclasses import dataclass, field, fields
from inspect import Parameter, signature
from typing import Any

from frontear.data.examples import Augment
from frontear.frontends import FRONTENDS
from frontear.models import backends, paradigms

ELSEWHERE = ("sample_rate", "seed")  # of a recipe's options: data and fit have them
MOST_FILTERS = 256


@dataclass(frozen=True)
class Data:
    """Clips: `name` is one for `datasets.load`, split by speaker, voice or fold; `held_out` names those for testing.

    `per_class` draws that many clips of each class. Every clip is cut or filled up with silence to `seconds`, which a
    back-end of fixed length needs; without, clips stay as they are. Lesson: notebooks/05_learning.ipynb
    """

    name: str = "samples/digits"
    sample_rate: int = 8_000
    per_class: int | None = None
    held_out: tuple[str, ...] | None = None
    seconds: float | None = None

    def __post_init__(self):
        if not 0 < self.sample_rate <= 1_000_000:
            raise ValueError(f"got clips at {self.sample_rate} Hz, allowed are over 0 up to 1000000 Hz")
        if self.seconds is not None and not 0.01 <= self.seconds <= 60:
            raise ValueError(f"got clips of {self.seconds} s, allowed are 0.01…60 s")


@dataclass(frozen=True, init=False, repr=False)
class FrontendSettings:
    """A front-end of `FRONTENDS` and the options of its recipe, those as usual left out; rate and seed are elsewhere.

    `frozen` names the stages that do not learn. Lesson: notebooks/05_learning.ipynb

    Args:
        name: One of `FRONTENDS`.
        frozen: Names of stages that do not learn.
        **options: Of the front-end's recipe.

    Raises:
        ValueError: For an option that the recipe has not.
    """

    name: str = "leaf"
    frozen: tuple[str, ...] = ()
    options: tuple[tuple[str, Any], ...] = ()

    def __init__(self, name: str = "leaf", *, frozen: tuple[str, ...] = (), **options: Any):
        allowed = recipe_options(name)
        if strange := options.keys() - allowed.keys():
            raise ValueError(f"got {', '.join(sorted(strange))} for {name}, allowed are {', '.join(allowed)}")
        if not 1 <= options.get("n_filters", 1) <= MOST_FILTERS:
            raise ValueError(f"got {options['n_filters']} filters, allowed are 1…{MOST_FILTERS}")
        asked = [each for each in allowed if each in options and options[each] != allowed[each].default]
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "frozen", tuple(frozen))
        object.__setattr__(self, "options", tuple((each, options[each]) for each in asked))

    def __repr__(self) -> str:
        shown = ({"frozen": self.frozen} if self.frozen else {}) | dict(self.options)
        return f"FrontendSettings({', '.join([repr(self.name), *(f'{each}={shown[each]!r}' for each in shown)])})"

    @property
    def values(self) -> dict[str, Any]:
        """All options by name, the usual ones too."""
        usual = {name: option.default for name, option in recipe_options(self.name).items()}
        return usual | dict(self.options)


@dataclass(frozen=True)
class ModelSettings:
    """What stands behind the front-end. A paradigm that takes the waveform has none, whatever the front-end is called.

    Lesson: notebooks/06_paradigms.ipynb
    """

    paradigm: str = "small-rectangular"
    preset: str = "class"
    width: float = 1.0
    backend: str = "max-mean"

    def __post_init__(self):
        paradigms.check(self.paradigm, self.preset, self.width)
        backends.check(self.backend)

    @property
    def hears_the_waveform(self) -> bool:
        """Whether the paradigm takes the waveform itself, and no front-end."""
        return paradigms.PARADIGMS[self.paradigm].takes == "waveform"


@dataclass(frozen=True)
class FitSettings:
    """How it learns: `fit` takes every one of these by its name. Lesson: notebooks/05_learning.ipynb"""

    learning_rate: float = 3e-3
    filter_rate: float = 1.0
    epochs: int = 8
    batch_size: int = 16
    augment: Augment = field(default_factory=Augment)
    seed: int = 0

    def __post_init__(self):
        if not 1 <= self.epochs <= 1_000:
            raise ValueError(f"got {self.epochs} epochs, allowed are 1…1000")
        if not 1 <= self.batch_size <= 4_096:
            raise ValueError(f"got batches of {self.batch_size}, allowed are 1…4096 clips")
        if not (0 < self.learning_rate <= 1 and 0 < self.filter_rate <= 1_000_000):
            raise ValueError(
                f"got a learning rate of {self.learning_rate}, × {self.filter_rate} for filters, "
                "allowed are rates over 0 up to 1, and × up to 1000000"
            )
        if not 0 <= self.seed < 1 << 32:
            raise ValueError(f"got seed {self.seed}, allowed are whole numbers from 0 below 2³²")

    def options(self) -> dict[str, Any]:
        """Return all of it, as `fit` takes it."""
        return {each.name: getattr(self, each.name) for each in fields(self)}


def recipe_options(name: str) -> dict[str, Parameter]:
    """Return the options of a front-end's recipe by name, but for rate and seed.

    Raises ValueError for a front-end that is not there. Lesson: notebooks/05_learning.ipynb
    """
    if name not in FRONTENDS:
        raise ValueError(f"got the front-end {name!r}, allowed are {', '.join(FRONTENDS)}")
    return {each: option for each, option in signature(FRONTENDS[name]).parameters.items() if each not in ELSEWHERE}
