"""An adaptive test of hearing: harder after right answers, easier after a wrong one, until it hovers."""

from dataclasses import dataclass, replace
from math import exp, log


@dataclass(frozen=True)
class Staircase:
    """Two down, one up: a `level` over 0 that shrinks after two right answers and grows after a wrong one.

    It settles where 71% of answers are right: twice in a row half the time, √½. Steps are factors, `step` at first and
    its root after the second reversal. The test is over after `reversals_wanted` turns of direction, and `threshold`
    is the geometric mean of the levels at the turns after the second.

    Raises ValueError unless the level is over 0, the step over 1 and four reversals or more are wanted.
    Levitt 1971, "Transformed up-down methods in psychoacoustics". Lesson: notebooks/02_filtering.ipynb
    """

    level: float
    step: float = 2.0
    reversals_wanted: int = 8
    largest: float = float("inf")
    streak: int = 0
    direction: int = 0
    reversals: tuple[float, ...] = ()

    def __post_init__(self):
        if not (self.level > 0 and self.step > 1 and self.reversals_wanted >= 4):
            raise ValueError(
                f"got level {self.level}, step {self.step} and {self.reversals_wanted} reversals, "
                "allowed are over 0, over 1 and 4 or more"
            )

    def answered(self, right: bool) -> "Staircase":
        """Return the test after one more answer; a finished test stays as it is."""
        if self.done:
            return self
        if right and self.streak == 0:
            return replace(self, streak=1)
        return self._turned(-1 if right else 1)

    def _turned(self, direction: int) -> "Staircase":
        reversals = self.reversals + ((self.level,) if direction == -self.direction else ())
        factor = self.step if len(reversals) < 2 else self.step**0.5
        level = min(self.level * factor**direction, self.largest)
        return replace(self, level=level, streak=0, direction=direction, reversals=reversals)

    @property
    def done(self) -> bool:
        """Whether enough turns were taken."""
        return len(self.reversals) >= self.reversals_wanted

    @property
    def threshold(self) -> float:
        """The level at which 71% of answers are right, as far as the test went. ValueError before the third turn."""
        late = self.reversals[2:]
        if not late:
            raise ValueError(f"got {len(self.reversals)} reversals, allowed is a threshold after 3 or more")
        return exp(sum(map(log, late)) / len(late))
