"""The first layer of each paradigm as sliders shape it, and what of the sound its layers hear."""

from dataclasses import dataclass

from frontear.analysis.receptive_fields import LayerSteps
from frontear.frontends import log_mel
from frontear.frontends.base import Frontend, samples, waveform
from frontear.models.backends import backend
from frontear.models.classifier import Classifier
from frontear.models.paradigms import PARADIGMS, Kernels, Paradigm
from frontear_widgets.audio.chooser import sound_choice
from frontear_widgets.audio.sounds import RATE
from frontear_widgets.core.controls import choice, ladder, slider

WINDOW_MS = 25
FIT, SHOWN_MS = "what fits the filters", {"10 ms": 10, "100 ms": 100, "1 s": 1_000, "all of it": 60_000}
FRAME_LEVEL = ("frame-level", "frame-level-many-shapes")
TALL, LONG = ("single-shape-vertical", "many-shapes"), ("single-shape-horizontal", "many-shapes")
LENGTHS = (1, 128 / 165, 64 / 165, 32 / 165)  # of horizontal filters in Pons et al. 2017, the longest being 1
DEEPER = (64, 64)  # behind those that look but once


@dataclass(frozen=True)
class FirstLayer:
    """A sound, a paradigm, and the shapes of its filters."""

    name: str = sound_choice("sentence")
    paradigm: str = choice("many-shapes", list(PARADIGMS), label="Paradigm")
    shown: str = choice(FIT, [FIT, *SHOWN_MS], label="Of the waveform")
    n_samples: int = ladder(
        512, [16, 32, 64, 128, 256, 512, 1_024, 2_048], label="Length", unit="samples", when=lambda s: s.is_frame_level
    )
    n_lengths: int = slider(5, 1, 6, label="Lengths", when=lambda s: s.paradigm == "frame-level-many-shapes")
    stride: int = slider(160, 16, 512, step=16, label="Stride", unit="samples", when=lambda s: s.is_frame_level)
    sample_layers: int = slider(6, 1, 10, label="Layers", when=lambda s: s.paradigm == "sample-level")
    small_layers: int = slider(3, 1, 5, label="Layers", when=lambda s: s.paradigm == "small-rectangular")
    height: int = slider(90, 5, 100, step=5, label="Height", unit="% bands", when=lambda s: s.paradigm in TALL)
    width: int = slider(7, 1, 30, label="Width", unit="frames", when=lambda s: s.paradigm in TALL)
    length: int = slider(88, 4, 200, label="Length", unit="frames", when=lambda s: s.paradigm in LONG)
    n_shapes: int = slider(4, 1, 4, label="Shapes of each", when=lambda s: s.paradigm == "many-shapes")
    n_bands: int = ladder(40, [20, 40, 64, 96, 128], label="Mel bands", when=lambda s: not s.hears)
    hop_ms: int = slider(10, 5, 20, label="Hop", unit="ms", when=lambda s: not s.hears)
    n_filters: int = ladder(64, [8, 16, 32, 64, 128], label="Filters, about")

    @property
    def hears(self) -> bool:
        """Whether the paradigm takes the waveform."""
        return PARADIGMS[self.paradigm].takes == "waveform"

    @property
    def is_frame_level(self) -> bool:
        """Whether its filters are as long as windows."""
        return self.paradigm in FRAME_LEVEL

    @property
    def hop(self) -> int:
        """Samples from one of its inputs to the next."""
        return 1 if self.hears else samples(self.hop_ms, RATE)

    @property
    def sees(self) -> int:
        """Samples that one of its inputs is made of."""
        return 1 if self.hears else samples(WINDOW_MS, RATE)


def frontend(settings: FirstLayer) -> Frontend:
    """What the paradigm takes."""
    if settings.hears:
        return waveform(sample_rate=RATE)
    return log_mel(sample_rate=RATE, n_filters=settings.n_bands, window_ms=WINDOW_MS, hop_ms=settings.hop_ms)


def body(settings: FirstLayer) -> Paradigm:
    """The paradigm in these shapes."""
    sizes = arguments(settings)
    made = PARADIGMS[settings.paradigm]
    return made(**sizes) if settings.hears else made(settings.n_bands, **sizes)


def arguments(settings: FirstLayer) -> dict[str, object]:
    """What the paradigm is made with."""
    if settings.paradigm == "sample-level":
        return {"channels": (settings.n_filters,) * settings.sample_layers}
    if settings.is_frame_level:
        return {"shapes": _shared(settings, _sample_shapes(settings)), "stride": settings.stride, "deeper": DEEPER}
    if settings.paradigm == "small-rectangular":
        n_layers = settings.small_layers
        return {"channels": (settings.n_filters,) * n_layers, "pools": ((2, 2),) * n_layers}
    tall, long = _tall(settings), _long(settings)
    shared = _shared(settings, [*tall, *long])
    return {"sliding": shared[: len(tall)], "on_mean": shared[len(tall) :], "deeper": DEEPER}


def _sample_shapes(settings: FirstLayer) -> list[tuple[int]]:
    n_lengths = settings.n_lengths if settings.paradigm == "frame-level-many-shapes" else 1
    return _unlike([(max(settings.n_samples >> halved, 1),) for halved in range(n_lengths)])


def _tall(settings: FirstLayer) -> list[tuple[float, int]]:
    """Share of the bands, and frames, of the vertical filters; many have two heights, each half as wide as the last."""
    if settings.paradigm not in TALL:
        return []
    share, many = settings.height / 100, settings.paradigm == "many-shapes"
    widths = [max(settings.width >> halved, 1) for halved in range(min(settings.n_shapes, 3) if many else 1)]
    return _unlike([(height, width) for height in (share, share * 4 / 9)[: 1 + many] for width in widths])


def _long(settings: FirstLayer) -> list[tuple[int]]:
    if settings.paradigm not in LONG:
        return []
    n_lengths = settings.n_shapes if settings.paradigm == "many-shapes" else 1
    return _unlike([(max(round(settings.length * share), 1),) for share in LENGTHS[:n_lengths]])


def _unlike(shapes: list[tuple]) -> list[tuple]:
    return list(dict.fromkeys(shapes))


def _shared(settings: FirstLayer, shapes: list[tuple]) -> list[tuple]:
    """As many filters of each shape."""
    return [(max(settings.n_filters // len(shapes), 1), *shape) for shape in shapes]


def classifier(settings: FirstLayer) -> Classifier:
    """The paradigm between its front-end and a back-end for ten classes."""
    made = body(settings)
    judge = backend("max-mean", n_channels=made.n_channels, n_classes=10, n_rows=made.n_rows)
    return Classifier(frontend(settings), made, judge, tail=4 * settings.hop)


def layers(settings: FirstLayer, shapes: list[Kernels]) -> LayerSteps:
    """The steps of the widest way through the paradigm."""
    conv = (3, 1, 1)
    if settings.paradigm == "sample-level":
        return LayerSteps(((3, 3, 0), *(conv, (3, 3, 0)) * (settings.sample_layers - 1)))
    if settings.paradigm == "small-rectangular":
        return LayerSteps((conv, (2, 2, 0)) * settings.small_layers)
    deeper = (7, 1, 3), (7, 1, 3), (2, 2, 0)
    return LayerSteps((first_step(settings, max(shape.n_inputs for shape in shapes)), *deeper))


def first_step(settings: FirstLayer, n_inputs: int) -> tuple[int, int, int]:
    """Size, stride, and inputs before the first, of a filter of the first layer."""
    stride = {"sample-level": 3, **dict.fromkeys(FRAME_LEVEL, settings.stride)}.get(settings.paradigm, 1)
    return n_inputs, stride, (n_inputs - stride) // 2
