"""The settings of a run: what is to be learned, from what, and how."""

from dataclasses import dataclass, field, replace
from inspect import signature
from typing import Any

from frontear import datasets
from frontear.data.clip import Clip
from frontear.frontends import FRONTENDS
from frontear.frontends.base import Frontend, samples, waveform
from frontear.layers.padding import fix_length
from frontear.models.backends import FIXED_LENGTH
from frontear.models.classifier import Classifier, paradigm_classifier
from frontear.models.seeds import seeded
from frontear.training.settings_parts import Data, FitSettings, FrontendSettings, ModelSettings
from frontear.training.short_names import changed, kinds, named

__all__ = ["Data", "FitSettings", "FrontendSettings", "ModelSettings", "Settings"]


@dataclass(frozen=True)
class Settings:
    """All that decides a run: equal settings give equal runs, to the last bit.

    Each setting has a short name too, that of its field, or of its part for `name`: `Settings.of(data="fsdd",
    n_filters=20, seed=1)`. Raises ValueError for what no run can be made with. Lesson: notebooks/05_learning.ipynb
    """

    data: Data = field(default_factory=Data)
    frontend: FrontendSettings = field(default_factory=FrontendSettings)
    model: ModelSettings = field(default_factory=ModelSettings)
    fit: FitSettings = field(default_factory=FitSettings)

    def __post_init__(self):
        if self.model.backend in FIXED_LENGTH and self.data.seconds is None:
            raise ValueError(f"got {self.model.backend} for clips of any length, allowed are clips of so many seconds")

    @classmethod
    def of(cls, **chosen: Any) -> "Settings":
        """Return the usual settings but for some, by their short names. Raises ValueError for a name there is not."""
        return cls().changed(**chosen)

    def changed(self, **chosen: Any) -> "Settings":
        """Return these settings but for some, by their short names; another front-end keeps the options it has too.

        Raises ValueError for a name there is not.
        """
        if strange := chosen.keys() - kinds(Settings).keys():
            raise ValueError(f"got the setting {min(strange)!r}, allowed are {', '.join(kinds(Settings))}")
        return changed(self, chosen)

    def flat(self) -> dict[str, Any]:
        """Return all settings by their short names: `Settings.of(**settings.flat())` makes them again."""
        return {name: value for name, value, _ in named(self)}

    def unusual(self) -> dict[str, Any]:
        """Return those settings that are not as usual, by their short names."""
        return {name: value for name, value, usual in named(self) if value != usual}

    def recipe(self) -> Frontend:
        """Return the front-end as it begins, for a paradigm that takes the waveform one that does nothing.

        Raises ValueError as its recipe, or to freeze a stage that it has not.
        """
        with seeded(self.fit.seed):
            frontend = waveform(sample_rate=self.data.sample_rate) if self.model.hears_the_waveform else self._made()
        stages = dict(frontend.named_children())
        if strange := set(self.frontend.frozen) - stages.keys():
            raise ValueError(f"got {', '.join(sorted(strange))} to freeze, allowed are {', '.join(stages)}")
        for name in self.frontend.frozen:
            stages[name].requires_grad_(False)
        return frontend

    def _made(self) -> Frontend:
        recipe, elsewhere = FRONTENDS[self.frontend.name], {"sample_rate": self.data.sample_rate, "seed": self.fit.seed}
        taken = {name: value for name, value in elsewhere.items() if name in signature(recipe).parameters}
        return recipe(**taken, **self.frontend.values)

    def classifier(self, frontend: Frontend, *, n_classes: int) -> Classifier:
        """Return the model as it begins around a front-end, such as `recipe` returns.

        Args:
            frontend: Of as many rows as the model takes.
            n_classes: How many.

        Returns:
            In training mode.

        Raises:
            ValueError: As `paradigm_classifier`.
        """
        rate, options = self.data.sample_rate, self.frontend.values
        return paradigm_classifier(
            self.model.paradigm,
            frontend,
            n_classes=n_classes,
            backend=self.model.backend,
            preset=self.model.preset,
            width=self.model.width,
            length=None if self.data.seconds is None else samples(1_000 * self.data.seconds, rate),
            tail=samples(max(2 * options.get("window_ms", 25), 4 * options.get("hop_ms", 10)), rate),
            seed=self.fit.seed,
        )

    def clips(self, split: str) -> list[Clip]:
        """Return the clips of a split, "train" or "test". Raises ValueError as `datasets.load`."""
        data = self.data
        clips = datasets.load(
            data.name,
            split=split,
            sample_rate=data.sample_rate,
            per_class=data.per_class,
            seed=self.fit.seed,
            held_out=data.held_out,
        )
        if data.seconds is None:
            return clips
        length = samples(1_000 * data.seconds, data.sample_rate)
        return [replace(clip, waveform=fix_length(clip.waveform, length)) for clip in clips]
