"""A run that tags: settings, model, and how each epoch ended; kept in a file that runs nothing."""

from collections.abc import Generator
from math import isfinite
from pathlib import Path
from typing import Any

from torch import Tensor

from frontear.data.tagged_examples import TaggedExamples
from frontear.models.tagging import tagger
from frontear.training import checkpoints
from frontear.training.fit import Step, epochs_kept, fit
from frontear.training.tagging.settings import TaggingSettings


class TaggingRun:
    """Settings, the tags' names, the model, and `epochs`, the last `Step` of each epoch so far.

    Lesson: notebooks/05_learning.ipynb

    Args:
        settings: Of the run.
        tags: Their names, the target's first.
        mean: Of each of the 128 numbers, for the scales "standardised" and "logarithm".
        deviation: Of each, likewise.

    Raises:
        ValueError: For settings no model can be made with.
    """

    def __init__(
        self,
        settings: TaggingSettings,
        tags: tuple[str, ...],
        *,
        mean: Tensor | None = None,
        deviation: Tensor | None = None,
    ):
        if settings.scale != "raw" and (mean is None or deviation is None):
            raise ValueError(f"got no mean or deviation, allowed are both for the scale {settings.scale!r}")
        if settings.scale == "raw":
            mean = deviation = None
        self.settings, self.tags = settings, tags
        shape = {"n_tags": len(tags), "seed": settings.seed, "logarithm": settings.scale == "logarithm"}
        self.model = tagger(settings.tagger, mean=mean, deviation=deviation, **shape, **settings.network()).eval()
        self.epochs: list[Step] = []

    def learn(
        self, learned: TaggedExamples, validation: TaggedExamples, *, checkpoint: str | Path | None = None
    ) -> Generator[Step, None, None]:
        """Train; at the end the weights are those of the epoch with the lowest loss on the validation's target.

        To pause, ask for no more steps; to stop, close it. With a checkpoint it goes on where it was, as `fit`,
        and `epochs` are those before too.

        Args:
            learned: What it learns from.
            validation: What the best weights are chosen by.
            checkpoint: A file to go on from; None is none.

        Yields:
            A `Step` after each batch.

        Raises:
            ValueError: As `fit`, and where the loss is no number any more.
        """
        options = self.settings.fitting() | {"validation": validation, "checkpoint": checkpoint}
        self.epochs = epochs_kept(checkpoint) or self.epochs
        steps = fit(self.model, learned, **options)
        try:
            for step in steps:
                ended = isfinite(step.validation)  # an epoch
                if not isfinite(step.loss) or (ended and not isfinite(step.validation_loss)):
                    raise ValueError(f"the loss is no number after {step.step} steps, allowed is a lower learning rate")
                if ended:
                    self.epochs.append(step)
                yield step
        finally:
            self.model.eval()
            steps.close()


def save_tagging_run(path: str | Path, run: TaggingRun) -> None:
    """Write a run, its settings, weights and epochs; an earlier file stays whole until it is replaced.

    Raises OSError where it cannot be written. Lesson: notebooks/05_learning.ipynb

    Args:
        path: Of the file.
        run: As far as it is.
    """
    settings = run.settings.flat() | {"target": list(run.settings.target)}
    epochs = [vars(step) for step in run.epochs]
    checkpoints.save(
        path, {"settings": settings, "tags": list(run.tags), "epochs": epochs, "model": run.model.state_dict()}
    )


def load_tagging_run(path: str | Path) -> TaggingRun:
    """Return what `save_tagging_run` wrote; nothing in the file is run, whoever made it.

    Raises ValueError for a file that is no such run, or damaged. Lesson: notebooks/05_learning.ipynb
    """
    return checkpoints.read(path, _read, what="run", by="save_tagging_run")


def _read(state: dict[str, Any]) -> TaggingRun:
    model = state["model"]
    settings = TaggingSettings(**state["settings"])
    run = TaggingRun(settings, tuple(map(str, state["tags"])), mean=model["mean"], deviation=model["deviation"])
    run.model.load_state_dict(model)
    run.epochs = [Step(**step) for step in state["epochs"]]
    return run
