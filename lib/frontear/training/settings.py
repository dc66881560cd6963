"""The settings of a run: what is to be learned, from what, and how."""

import warnings
from dataclasses import dataclass, replace
from functools import partial

from frontear import datasets
from frontear.data.clip import Clip
from frontear.data.examples import Augment
from frontear.filterbanks.initial import INITIALISATIONS
from frontear.frontends import FRONTENDS
from frontear.frontends.base import Frontend, samples, waveform
from frontear.layers.padding import fix_length
from frontear.models import backends, paradigms
from frontear.models.classifier import Classifier, paradigm_classifier
from frontear.models.seeds import seeded

CAN_START_ANYWHERE = ("leaf",)


@dataclass(frozen=True)
class Settings:
    """All that decides a run: equal settings give equal runs, to the last bit.

    `data` is a name for `datasets.load`, split by speaker, voice or fold: `held_out` names those kept for testing.
    `per_class` draws that many clips of each class. Rate, hop and range are those of the recipes; `initialisation` is
    for leaf alone. `frozen` names the stages of the front-end that do not learn, `snr_db` and `gain_db` are the ranges
    of `Augment`. Every clip is cut or filled up with silence to `seconds`, which a back-end of fixed length needs;
    without, clips stay as they are. A paradigm that takes the waveform has no front-end, whatever `frontend` says.
    Raises ValueError for what no run can be made with. Lesson: notebooks/05_learning.ipynb
    """

    data: str = "samples/digits"
    frontend: str = "leaf"
    initialisation: str = "mel"
    n_filters: int = 40
    low_hz: float = 60.0
    high_hz: float | None = None
    window_ms: float = 25.0
    hop_ms: float = 10.0
    sample_rate: int = 8_000
    learning_rate: float = 3e-3
    filter_rate: float = 1.0
    frozen: tuple[str, ...] = ()
    snr_db: tuple[float, float] | None = None
    gain_db: tuple[float, float] | None = None
    epochs: int = 8
    batch_size: int = 16
    per_class: int | None = None
    seed: int = 0
    held_out: tuple[str, ...] | None = None
    seconds: float | None = None
    paradigm: str = "small-rectangular"
    preset: str = "class"
    width: float = 1.0
    backend: str = "max-mean"

    def __post_init__(self):
        if self.frontend not in FRONTENDS:
            raise ValueError(f"got the front-end {self.frontend!r}, allowed are {', '.join(FRONTENDS)}")
        paradigms.check(self.paradigm, self.preset, self.width)
        backends.check(self.backend)
        if self.backend in backends.FIXED_LENGTH and self.seconds is None:
            raise ValueError(f"got {self.backend} for clips of any length, allowed are clips of so many seconds")
        if self.seconds is not None and not 0.01 <= self.seconds <= 60:
            raise ValueError(f"got clips of {self.seconds} s, allowed are 0.01…60 s")
        if not (1 <= self.n_filters <= 256 and 4_000 <= self.sample_rate <= 48_000 and 1 <= self.epochs <= 1_000):
            raise ValueError(
                f"got {self.n_filters} filters at {self.sample_rate} Hz for {self.epochs} epochs, "
                "allowed are 1…256 filters, 4000…48000 Hz, 1…1000 epochs"
            )
        if not (0 < self.learning_rate <= 1 and 0 < self.filter_rate <= 1_000_000 and 1 <= self.batch_size <= 4_096):
            raise ValueError(
                f"got a learning rate of {self.learning_rate}, × {self.filter_rate} for filters, and batches of "
                f"{self.batch_size}, allowed are rates over 0 up to 1, × up to 1000000, and 1…4096 clips"
            )
        if self.initialisation not in INITIALISATIONS or not 0 <= self.seed < 1 << 32:
            raise ValueError(
                f"got filters that start as {self.initialisation!r} and seed {self.seed}, "
                f"allowed are {', '.join(INITIALISATIONS)}, and whole numbers from 0 below 2³²"
            )
        self.augment()

    def recipe(self) -> Frontend:
        """Return the front-end as it begins, for a paradigm that takes the waveform one that does nothing.

        Raises ValueError as its recipe, or to freeze a stage that it has not.
        """
        names = ("n_filters", "low_hz", "high_hz", "window_ms", "hop_ms")
        values = {name: getattr(self, name) for name in names}
        if self.frontend in CAN_START_ANYWHERE:
            values |= {"initialisation": self.initialisation, "seed": self.seed}
        with seeded(self.seed), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # filters that start alike were asked for
            made = waveform if self.hears_the_waveform else partial(FRONTENDS[self.frontend], **values)
            frontend = made(sample_rate=self.sample_rate)
        stages = dict(frontend.named_children())
        if strange := set(self.frozen) - stages.keys():
            raise ValueError(f"got {', '.join(sorted(strange))} to freeze, allowed are {', '.join(stages)}")
        for name in self.frozen:
            stages[name].requires_grad_(False)
        return frontend

    def classifier(self, frontend: Frontend, *, n_classes: int) -> Classifier:
        """Return the model as it begins around a front-end, such as `recipe` returns.

        Raises ValueError as `paradigm_classifier`.
        """
        return paradigm_classifier(
            self.paradigm,
            frontend,
            n_classes=n_classes,
            backend=self.backend,
            preset=self.preset,
            width=self.width,
            length=None if self.seconds is None else samples(1_000 * self.seconds, self.sample_rate),
            tail=samples(max(2 * self.window_ms, 4 * self.hop_ms), self.sample_rate),
            seed=self.seed,
        )

    def clips(self, split: str) -> list[Clip]:
        """Return the clips of a split, "train" or "test". Raises ValueError as `datasets.load`."""
        clips = datasets.load(
            self.data,
            split=split,
            sample_rate=self.sample_rate,
            per_class=self.per_class,
            seed=self.seed,
            held_out=self.held_out,
        )
        if self.seconds is None:
            return clips
        length = samples(1_000 * self.seconds, self.sample_rate)
        return [replace(clip, waveform=fix_length(clip.waveform, length)) for clip in clips]

    @property
    def hears_the_waveform(self) -> bool:
        """Whether the paradigm takes the waveform itself, and no front-end."""
        return paradigms.PARADIGMS[self.paradigm].takes == "waveform"

    def augment(self) -> Augment | None:
        """Return what is done to the clips on the way, if anything."""
        return Augment(self.snr_db, self.gain_db) if self.snr_db or self.gain_db else None
