"""A whole classifier: front-end, paradigm, back-end."""

from collections.abc import Callable

from torch import Tensor, nn

from frontear.frontends.base import Frontend, waveform
from frontear.layers.padding import fix_length, frame_mask, mask_beyond, strided_lengths
from frontear.layers.strides import LearnedHop
from frontear.models.backends import FIXED_LENGTH
from frontear.models.backends import backend as make_backend
from frontear.models.paradigms import Paradigm
from frontear.models.paradigms import paradigm as make_paradigm
from frontear.models.seeds import seeded

NARROWEST, WIDEST = 1 / 64, 64


class Classifier(nn.Module):
    """Waveform (batch, time) → class scores (batch, classes): front-end, body, back-end.

    The body is a paradigm: it makes features a map (batch, channels, frequency, frames). With `lengths` (batch,) in
    samples nothing behind a clip's end counts: in eval mode it scores in any batch as alone. For that every clip is
    followed by `tail` samples of silence, at least as many as the front-end looks ahead. A back-end of fixed length is
    made for clips of `length` samples. Lesson: notebooks/05_learning.ipynb

    Args:
        frontend: Waveform to features; for a paradigm of waveforms one that does nothing.
        body: A paradigm.
        backend: Map and mask to scores.
        tail: Samples of silence behind each clip; None is four hops, of a hop that learns as it is.
        length: Samples of every clip, for a back-end of fixed length.
    """

    def __init__(
        self,
        frontend: Frontend,
        body: Paradigm,
        backend: nn.Module,
        *,
        tail: int | None = 0,
        length: int | None = None,
    ):
        super().__init__()
        self.frontend, self.body, self.backend = frontend, body, backend
        self._tail, self.length = tail, length

    @property
    def hop_length(self) -> int:
        """Samples from one frame of the front-end to the next."""
        return self.frontend.spec.hop_length

    @property
    def tail(self) -> int:
        """Samples of silence behind each clip."""
        return 4 * self.hop_length if self._tail is None else self._tail

    def forward(self, waveform: Tensor, lengths: Tensor | None = None) -> Tensor:
        """Classify.

        Args:
            waveform: (batch, time).
            lengths: In samples, (batch,); None is all.

        Returns:
            Scores, (batch, classes).
        """
        return self.classify(self.features(waveform, lengths), lengths)

    def features(self, waveform: Tensor, lengths: Tensor | None = None) -> Tensor:
        """Return what the front-end makes of clips and the silence behind them, ceil(time / hop_length) frames.

        Args:
            waveform: (batch, time).
            lengths: In samples, (batch,); None is all.

        Returns:
            (batch, …, ceil(time / hop_length)), the tail included.

        Raises:
            ValueError: For lengths outside 1…time, for any but `length`, or a front-end with another hop.
        """
        time = waveform.shape[-1]
        self._check(time, lengths)
        heard = self.frontend(fix_length(mask_beyond(waveform, lengths), time + self.tail))
        n_frames = -(-(time + self.tail) // self.hop_length)
        if heard.shape[-1] != n_frames:
            raise ValueError(
                f"got {heard.shape[-1]} frames from {time + self.tail} samples, allowed are {n_frames}, "
                f"one for every hop of {self.hop_length} samples"
            )
        return heard[..., : -(-time // self.hop_length)]

    def classify(self, features: Tensor, lengths: Tensor | None = None) -> Tensor:
        """Return class scores for `features`, (batch, …, frames); lengths are in samples.

        Args:
            features: As `features` returns them.
            lengths: In samples, (batch,); None is all.

        Returns:
            Scores, (batch, classes).
        """
        return self.backend(*self.feature_map(features, lengths))

    def feature_map(self, features: Tensor, lengths: Tensor | None = None) -> tuple[Tensor, Tensor | None]:
        """Return what the back-end is given: the map, and which of its frames are sound, None where all are.

        Args:
            features: As `features` returns them.
            lengths: In samples, (batch,); None is all.

        Returns:
            The map, and bool (batch, frames) or None.
        """
        sounding = strided_lengths(lengths, self.hop_length)
        if sounding is None or int(sounding.min()) >= features.shape[-1]:
            return self.body(features)[0], None
        patterns, sounding = self.body(features, sounding)
        return patterns, frame_mask(sounding, hop_length=1, n_frames=patterns.shape[-1])

    def _check(self, time: int, lengths: Tensor | None) -> None:
        shortest, longest = (time, time) if lengths is None else (int(lengths.min()), int(lengths.max()))
        if not 1 <= shortest <= longest <= time:
            raise ValueError(f"got lengths of {shortest} to {longest} samples, allowed are 1…{time}")
        if self.length is not None and (shortest, time) != (self.length, self.length):
            got = f"{time} samples" if shortest == time else f"{shortest} to {longest} samples"
            raise ValueError(
                f"got clips of {got}, allowed are {self.length}: the back-end is made for one length of clip, "
                "which has to be cut or filled up to it"
            )


def paradigm_classifier(
    paradigm: str = "small-rectangular",
    frontend: Frontend | None = None,
    *,
    n_classes: int,
    backend: str = "max-mean",
    preset: str = "class",
    width: float = 1.0,
    length: int | None = None,
    tail: int | None = None,
    seed: int = 0,
) -> Classifier:
    """Return a classifier with any of `PARADIGMS` and any of `BACKENDS`; a seed always gives the same.

    A paradigm for spectrograms needs a front-end, whose `spec` says how many rows and samples a frame has; one for
    waveforms takes none, or `waveform()`. `width` multiplies the channels of a preset of `PRESETS`. A back-end of fixed
    length needs the `length` of all clips in samples. `tail` is four hops unless given: enough for windows of two and a
    half. Lesson: notebooks/06_paradigms.ipynb

    Args:
        paradigm: One of `PARADIGMS`.
        frontend: For a paradigm of spectrograms.
        n_classes: Two or more.
        backend: One of `BACKENDS`.
        preset: Sizes, of `PRESETS`.
        width: Multiplies all channels.
        length: Samples of every clip, for a back-end of fixed length.
        tail: Samples of silence behind each clip; None is four hops.
        seed: The same draws the same weights.

    Returns:
        Waveform (batch, time) → scores (batch, n_classes).

    Raises:
        ValueError: As `frontear.models.paradigms.paradigm` and `frontear.models.backends.backend`, and for a front-end
            where none is taken, or none where one is needed, a length below one sample, or a hop that learns for a
            back-end of fixed length.
    """
    if length is not None and length < 1:
        raise ValueError(f"got clips of {length} samples, allowed are 1 or more")
    learns = frontend is not None and any(isinstance(stage, LearnedHop) for stage in frontend.modules())
    if learns and backend in FIXED_LENGTH:
        raise ValueError(f"got a hop that learns, allowed for {backend} is a fixed one: it is made for so many frames")
    with seeded(seed):
        frontend = waveform() if frontend is None else frontend
        n_rows, hop_length = frontend.spec.n_rows, frontend.spec.hop_length
        body = make_paradigm(paradigm, preset=preset, n_filters=n_rows, width=width)
        if (body.takes == "waveform") != (n_rows == 0):
            raise ValueError(f"got {'a' if n_rows else 'no'} front-end, allowed for {paradigm} is the other")
        tail = tail if n_rows else 0
        n_frames = None if length is None else -(-length // (hop_length * body.stride))
        shape = {"n_channels": body.n_channels, "n_rows": body.n_rows, "n_frames": n_frames}
        judge = make_backend(backend, n_classes=n_classes, **shape)
    fixed_length = length if backend in FIXED_LENGTH else None
    return Classifier(frontend, body, judge, tail=tail, length=fixed_length)


def n_parameters(model: nn.Module) -> int:
    """Return how many numbers of a model are learned. Lesson: notebooks/06_paradigms.ipynb"""
    return sum(parameter.numel() for parameter in model.parameters() if parameter.requires_grad)


def width_for(budget: int, make: Callable[[float], nn.Module]) -> float:
    """Return the width with which `make(width)` has as near to `budget` learned numbers as it can, 1/64…64.

    Lesson: notebooks/06_paradigms.ipynb

    Args:
        budget: Learned numbers wanted.
        make: Takes a width to a model.

    Returns:
        1/64…64.

    Raises:
        ValueError: For a budget that is out of reach.
    """
    if not n_parameters(make(NARROWEST)) <= budget:
        raise ValueError(f"got a budget of {budget}, allowed are {n_parameters(make(NARROWEST))} parameters and more")
    below, above = NARROWEST, 1.0
    while n_parameters(make(above)) < budget:
        below, above = above, 2 * above
        if above > WIDEST:
            raise ValueError(f"got a budget of {budget}, allowed are {n_parameters(make(below))} parameters and less")
    while above / below > 1.0005:
        middle = (below * above) ** 0.5
        below, above = (middle, above) if n_parameters(make(middle)) <= budget else (below, middle)
    return min((below, above), key=lambda width: abs(n_parameters(make(width)) - budget))
