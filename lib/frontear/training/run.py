"""A run: settings, model, and what became of both at up to a hundred moments; kept in a file that runs nothing."""

from collections.abc import Generator
from copy import copy, deepcopy
from dataclasses import dataclass, replace
from math import ceil, isfinite, nan
from pathlib import Path
from statistics import fmean
from typing import Any

import torch
from torch import Tensor

from frontear.data.examples import Examples, examples
from frontear.dsp.warned import warned
from frontear.filterbanks import response as probe
from frontear.frontends.base import Frontend
from frontear.models.classifier import Classifier
from frontear.training import checkpoints
from frontear.training.fit import Step, fit
from frontear.training.scoring import accuracy, scores
from frontear.training.settings import Settings

MOMENTS = 100
LARGE = 20_000  # numbers: a front-end that has more is kept at a tenth of the moments


@dataclass(frozen=True, eq=False)
class Moment:
    """How a run stood after `step` steps: loss and accuracy since the moment before, accuracy on what is not learned.

    `center_hz` and `width_hz` are the filters', (filters,), empty for a front-end without a bank; `gradients` the norm
    for each stage, `frontend` its state. Loss and accuracy are NaN where none was measured.
    Lesson: notebooks/05_learning.ipynb
    """

    step: int
    loss: float
    accuracy: float
    unseen: float
    center_hz: Tensor
    width_hz: Tensor
    gradients: dict[str, float]
    frontend: dict[str, Tensor]


class Run:
    """Settings, class names, model, and `moments` from the beginning to where it has come, of `n_steps` in all.

    The model is that of the last moment, in eval mode; what learns is a copy of it, so others may ask it meanwhile.
    Lesson: notebooks/05_learning.ipynb

    Args:
        settings: Of the run.
        classes: Their names in order.

    Raises:
        ValueError: For settings no model can be made with.
    """

    def __init__(self, settings: Settings, classes: tuple[str, ...]):
        self.settings, self.classes, self.n_steps = settings, classes, 0
        self.model = self._learner = _model(settings, len(classes)).eval()
        self.moments = [_moment(self.model, settings, 0, nan, nan, nan)]

    @property
    def unseen(self) -> float:
        """The accuracy on clips of voices it has not learned from, as last measured; NaN before."""
        return next((moment.unseen for moment in reversed(self.moments) if isfinite(moment.unseen)), nan)

    def learn(self, learned: Examples, unseen: Examples) -> Generator[Step, None, None]:
        """Train, and remember moments on the way: evenly spaced, and the end of every epoch.

        To pause, ask for no more steps; to stop, close it: where it stood is the last moment then.

        Args:
            learned: What it learns from.
            unseen: What it is tried on.

        Yields:
            A `Step` after each batch.

        Raises:
            ValueError: As `fit`, and where the loss is no number any more.
        """
        settings, since, step = self.settings, [], None
        self.n_steps = settings.fit.epochs * ceil(len(learned) / settings.fit.batch_size)
        due, measured = _due(self)
        self._learner = deepcopy(self.model)
        steps = fit(self._learner, learned, **settings.fit.options())
        try:
            for step in steps:
                if not isfinite(step.loss):
                    raise ValueError(f"the loss is no number after {step.step} steps, allowed is a lower learning rate")
                since.append(step)
                if step.step in due:
                    self._remember(since, unseen if step.step in measured else None)
                yield step
        except GeneratorExit:
            steps.close()
            if since:
                self._remember(since, unseen)
            elif not isfinite(self.moments[-1].unseen) and self.moments[-1].step:
                self.moments[-1] = replace(self.moments[-1], unseen=self._tried(unseen))
            raise

    def seen_at(self, step: Step) -> "Run":
        """Return the run as it stands after the step it has just taken, with a moment for it, remembered or not."""
        if self.moments[-1].step == step.step:
            return self
        seen = copy(self)
        seen.model = deepcopy(self._learner).eval()
        seen.moments = [*self.moments, _moment(self._learner, self.settings, step.step, step.loss, step.accuracy, nan)]
        return seen

    def frontend_at(self, moment: int) -> Frontend:
        """Return the front-end as it was at a moment, by its place among them."""
        with warned():  # of where it starts, which is not where it is
            frontend = self.settings.recipe()
        frontend.load_state_dict(self.moments[moment].frontend)
        return frontend.requires_grad_(False)

    def _remember(self, since: list[Step], unseen: Examples | None) -> None:
        self.model = deepcopy(self._learner).eval()
        right = nan if unseen is None else self._tried(unseen)
        means = fmean(step.loss for step in since), fmean(step.accuracy for step in since)
        self.moments.append(_moment(self._learner, self.settings, since[-1].step, *means, right))
        since.clear()

    def _tried(self, unseen: Examples) -> float:
        return accuracy(scores(self.model, unseen), unseen.labels)


def new_run(settings: Settings) -> tuple[Run, Examples, Examples]:
    """Return a run that has not begun, what it will learn from, and what it is kept from: no voice is in both.

    Raises ValueError as `datasets.load`, and as `Run`. Lesson: notebooks/05_learning.ipynb
    """
    learned = examples(settings.clips("train"))
    return Run(settings, learned.classes), learned, unseen_examples(settings, learned.classes)


def unseen_examples(settings: Settings, classes: tuple[str, ...]) -> Examples:
    """Return the clips a run was kept from.

    Lesson: notebooks/05_learning.ipynb

    Args:
        settings: Of the run.
        classes: Their names in order.

    Returns:
        Clips of the split "test".

    Raises:
        ValueError: As `datasets.load`.
    """
    return examples(settings.clips("test"), classes=classes)


def save_run(path: str | Path, run: Run) -> None:
    """Write a run, its settings, weights and moments; an earlier file stays whole until it is replaced.

    Raises OSError where it cannot be written. Lesson: notebooks/05_learning.ipynb

    Args:
        path: Of the file.
        run: As far as it is.
    """
    moments = {name: _stacked([getattr(moment, name) for moment in run.moments]) for name in Moment.__annotations__}
    moments["gradients"] = _stacked([_filled(moment.gradients, run.moments[-1]) for moment in run.moments])
    whole = {"settings": run.settings.flat(), "classes": list(run.classes), "n_steps": run.n_steps}
    whole["saved_as"] = Path(path).name  # a copy by another name is somebody's own
    checkpoints.save(path, whole | {"moments": moments, "model": run.model.state_dict()})


def load_run(path: str | Path) -> Run:
    """Return what `save` wrote; nothing in the file is run, whoever made it.

    Raises ValueError for a file that is not a run, or damaged. Lesson: notebooks/05_learning.ipynb
    """
    return checkpoints.read(path, _read, what="run", by="save_run")


def _read(state: dict[str, Any]) -> Run:
    settings = Settings.of(**state["settings"])
    with warned():  # of where it starts, which is not where it is
        read = Run(settings, tuple(map(str, state["classes"])))
    read.n_steps = int(state["n_steps"])
    read.model.load_state_dict(state["model"])
    stacked, begun = state["moments"], read.moments[0]
    read.moments = [Moment(**_unstacked(stacked, place)) for place in range(len(stacked["step"]))]
    for place in {0, len(read.moments) - 1}:
        read.frontend_at(place)  # of the right shape
    if any(moment.center_hz.shape != begun.center_hz.shape for moment in read.moments):
        raise ValueError("centres of other filters")
    return read


def _model(settings: Settings, n_classes: int) -> Classifier:
    return settings.classifier(settings.recipe(), n_classes=n_classes)


def _due(run: Run) -> tuple[set[int], set[int]]:
    """The steps to remember, and those of them at which the unseen are tried: ends of epochs."""
    size = sum(parameter.numel() for parameter in run.model.frontend.parameters())
    most = MOMENTS if size <= LARGE else MOMENTS // 10
    epochs, per_epoch = run.settings.fit.epochs, run.n_steps // run.settings.fit.epochs
    ends = {per_epoch * epoch for epoch in range(epochs, 0, -ceil(2 * epochs / most))}
    even = torch.linspace(1, run.n_steps, max(most - len(ends) - 1, 1)).round().int().tolist()
    return {*even, *ends}, ends


def _moment(model: Classifier, settings: Settings, step: int, loss: float, right: float, unseen: float) -> Moment:
    seen = model.frontend.spec.bands()
    state = {name: values.to("cpu", copy=True) for name, values in model.frontend.state_dict().items()}
    norms = probe.gradient_norms(model.frontend)
    rest = {name: norm for name, norm in probe.gradient_norms(model).items() if name != "frontend"}
    where = seen.center_hz.cpu(), seen.width_hz.cpu()
    return Moment(step, loss, right, unseen, *where, norms | rest, state)


def _filled(norms: dict[str, float], last: Moment) -> dict[str, float]:
    return {name: norms.get(name, nan) for name in last.gradients}


def _stacked(values: list) -> Any:
    if isinstance(values[0], dict):
        return {name: _stacked([value[name] for value in values]) for name in values[0]}
    return torch.stack(values) if isinstance(values[0], Tensor) else torch.tensor(values)


def _unstacked(stacked: dict[str, Any], place: int) -> dict[str, Any]:
    def one(values: Tensor | dict[str, Tensor]) -> object:
        if isinstance(values, dict):
            return {name: one(inner) for name, inner in values.items()}
        return values[place].clone() if values.ndim > 1 else values[place].item()

    return {name: one(values) for name, values in stacked.items()}
