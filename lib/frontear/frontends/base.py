"""The `Frontend`: waveform (batch, time) → features (batch, rows, frames), stage by stage, and what they are."""

from collections.abc import Iterator, Mapping
from math import isfinite

from torch import Tensor, nn

from frontear.dsp.precision import Stage
from frontear.filterbanks import highest_hz
from frontear.frontends.spec import Spec

AUDIO_HZ = 4_000  # sample rates from here on are those of sound, to whose ranges and scales the recipes default


class Frontend(Stage, nn.Sequential):
    """Named stages in a row, waveform (batch, time) → features (batch, rows, frames).

    `Frontend(framing=…, window=…)` names the stages by keyword; a part of it, `frontend[:2]`, is a Frontend too. The
    channels of a `Signal` are a batch: (channels, time) → (channels, rows, frames). Lesson:
    notebooks/01_windowing.ipynb

    It computes in float32, inside `torch.autocast` too; after `.double()` in float64 of float64. Those of the registry
    have derivatives of any order, backwards and forwards, and work with `torch.func`, `vmap`, `torch.compile` and
    `torch.export`, whose length may be dynamic from two frames on; what is exported, `torch.onnx.export` writes for
    where there is no PyTorch. `vmap` over LEAF's own numbers, and its shapes on the device "meta", take
    method="direct", which is what is exported.

    Args:
        stages: By their names, in order.
        spec: What comes out; a part of a front-end has none.
        **named_stages: The same, by keyword.

    Raises:
        ValueError: Without a stage.
    """

    def __init__(
        self,
        stages: Mapping[str, nn.Module] | None = None,
        /,
        *,
        spec: Spec | None = None,
        **named_stages: nn.Module,
    ):
        super().__init__()
        for name, stage in {**(stages or {}), **named_stages}.items():
            self.add_module(name, stage)
        if not len(self):
            raise ValueError("got no stage, allowed is one or more")
        self._spec = spec

    @property
    def spec(self) -> Spec:
        """What comes out: rate, hop, rows. Raises ValueError for a part, or where it was not given."""
        if self._spec is None:
            raise ValueError(f"got a front-end of {', '.join(dict(self.named_children()))} that has no spec")
        return self._spec

    def trace(self, waveform: Tensor) -> Iterator[tuple[str, Tensor]]:
        """Yield (stage name, output) from ("waveform", waveform) on; the last output is what `forward` returns."""
        yield "waveform", waveform
        for name, stage in self.named_children():
            waveform = stage(waveform)
            yield name, waveform


def waveform(*, sample_rate: float = 16_000) -> Frontend:
    """Return the front-end of a network that hears the waveform itself: it does nothing, and its hop is one sample.

    Lesson: notebooks/06_paradigms.ipynb
    """
    spec = Spec(sample_rate=sample_rate, hop_length=1, n_rows=0, unit="of full scale")
    return Frontend(spec=spec, waveform=nn.Identity())


def samples(milliseconds: float, sample_rate: float) -> int:
    """Return the number of samples in a duration, rounded.

    Lesson: notebooks/01_windowing.ipynb

    Args:
        milliseconds: How long.
        sample_rate: In Hz.

    Returns:
        1 or more.

    Raises:
        ValueError: For less than one.
    """
    count = milliseconds * sample_rate / 1_000
    if not isfinite(count) or round(count) < 1:
        raise ValueError(f"got {milliseconds} ms at {sample_rate} Hz, allowed is one sample or more")
    return round(count)


def odd_samples(milliseconds: float, sample_rate: float) -> int:
    """Return an odd number of samples, half of them at each side of the middle one: 401 for 25 ms at 16 kHz.

    Lesson: notebooks/01_windowing.ipynb

    Args:
        milliseconds: How long.
        sample_rate: In Hz.

    Returns:
        5 or more.

    Raises:
        ValueError: For a duration of less than four samples.
    """
    count = 2 * (samples(milliseconds, sample_rate) // 2) + 1
    if count < 5:
        raise ValueError(f"got {milliseconds} ms at {sample_rate} Hz, allowed are four samples or more")
    return count


def band_range(
    sample_rate: float, low_hz: float | None, high_hz: float | None, scale: str | None, *, default: str = "mel-htk"
) -> tuple[float, float, str]:
    """Return where filters lie and on which scale: 60 Hz, min(7800, 0.975 × Nyquist) and `default` unless given.

    Lesson: notebooks/01_windowing.ipynb

    Args:
        sample_rate: In Hz.
        low_hz: Or None.
        high_hz: Or None.
        scale: Or None.
        default: The scale of sound.

    Returns:
        low_hz, high_hz and the scale.

    Raises:
        ValueError: Below AUDIO_HZ, where these cannot be meant, unless all three are given.
    """
    if sample_rate < AUDIO_HZ and None in (low_hz, high_hz, scale):
        raise ValueError(
            f"got filters as for sound at {sample_rate:g} Hz, allowed below {AUDIO_HZ} Hz are those with low_hz and "
            f"high_hz within 0…{sample_rate / 2:g} Hz and a scale such as 'linear' or 'log'; window_ms and hop_ms too "
            "are those of sound unless given"
        )
    return (
        60.0 if low_hz is None else low_hz,
        highest_hz(sample_rate) if high_hz is None else high_hz,
        default if scale is None else scale,
    )
