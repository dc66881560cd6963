"""How a model's costs grow with the sound: a straight line through two lengths at which they are told exactly."""

from dataclasses import dataclass

from torch import nn

from frontear.analysis.costs import Costs, costs

STEPS = 8  # of a shorter clip some layers see nothing but the ends


@dataclass(frozen=True)
class Growth:
    """What one clip of `time` samples costs, and one of twice as many.

    Lesson: notebooks/06_paradigms.ipynb
    """

    time: int
    short: Costs
    long: Costs

    def at(self, time: float, *, batch_size: int = 1) -> Costs:
        """Return the costs of clips of `time` samples.

        At whole steps one clip is exact, a batch but for a few kB that norms keep once; in between models round up.

        Args:
            time: Samples of each clip.
            batch_size: Clips.

        Returns:
            Of one step.
        """
        share = time / self.time - 1

        def told(name: str) -> int:
            short, long = getattr(self.short, name), getattr(self.long, name)
            return round(batch_size * (short + share * (long - short)))

        return Costs(self.short.parameters, told("multiply_adds"), told("activation_bytes"))

    def longest(self, kept_bytes: float, *, batch_size: int = 1) -> float:
        """Return how many samples long clips may be for a batch of them to keep that many bytes, at least 0.

        Args:
            kept_bytes: What there is room for.
            batch_size: Clips.

        Returns:
            Samples, at least 0.
        """
        short, long = self.short.activation_bytes, self.long.activation_bytes
        return max(self.time * (1 + (kept_bytes / batch_size - short) / (long - short)), 0.0)


def growth(model: nn.Module, *, step: int) -> Growth:
    """Return how the costs of a model grow whose last map has a frame for every `step` samples.

    For models that do the same at each frame, recurrent ones too. Lesson: notebooks/06_paradigms.ipynb

    Args:
        model: One that does the same at each frame.
        step: Samples to each frame of its last map.

    Returns:
        Costs as a function of the length.

    Raises:
        ValueError: For a step below one sample.

    Examples:
        >>> from frontear.frontends import log_mel
        >>> growth(log_mel(), step=160).at(32_000).multiply_adds  # 40 filters × 257 bins × 200 frames
        2056000
    """
    if step < 1:
        raise ValueError(f"got a step of {step}, allowed is one sample or more")
    short, long = (costs(model, seconds=steps * step, sample_rate=1) for steps in (STEPS, 2 * STEPS))
    return Growth(STEPS * step, short, long)
