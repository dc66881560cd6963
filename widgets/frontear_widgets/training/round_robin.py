"""Several runs learned at once, in turns: one step of the first, one of the second, and so on."""

from collections.abc import Mapping

from frontear.data.examples import Examples, examples
from frontear.dsp.warned import warned
from frontear.training.run import unseen_examples
from frontear.training.settings import Settings
from frontear_widgets.core.attempt import attempt

from .worker import BackgroundThread, Learner


class RoundRobin(BackgroundThread):
    """Learns runs by name from the same sounds in one thread. One that fails says so itself and harms no other.

    Where the sounds cannot be had none begins, and `error` is the sentence that says why.
    """

    def __init__(self, settings: Mapping[str, Settings]):
        self.learners = {name: Learner(each, name) for name, each in settings.items()}
        self.error = ""
        self._of_sounds: list[str] = []
        super().__init__()

    @property
    def warnings(self) -> list[str]:
        """What was warned of: of the sounds, and of each run."""
        own = [f"{name}: {told}" for name, learner in self.learners.items() for told in learner.warnings]
        return self._of_sounds + own

    @property
    def n_steps_taken(self) -> int:
        """How many steps all have taken together."""
        return sum(learner.step.step for learner in self.learners.values() if learner.step)

    def seconds_left(self) -> float | None:
        """How long the rest of all takes; None before the first step of each."""
        left = [learner.seconds_left() for learner in self.learners.values() if not learner.error]
        known = [seconds for seconds in left if seconds is not None]
        return sum(known) if len(known) == len(left) else None

    def _work(self) -> None:
        first = next(iter(self.learners.values()))
        with warned() as self._of_sounds:
            heard, self.error = attempt(_heard, first.settings, advice="runs before it are whole")
        if self.error:
            return
        under_way = [learner.steps(heard) for learner in self.learners.values()]
        while under_way:
            for steps in list(under_way):
                if next(steps, None) is None:
                    under_way.remove(steps)
                if not self._goes_on():
                    for left in under_way:
                        left.close()
                    return


def _heard(settings: Settings) -> tuple[Examples, Examples]:
    learned = examples(settings.clips("train"))
    return learned, unseen_examples(settings, learned.classes)
