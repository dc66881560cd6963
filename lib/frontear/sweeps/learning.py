"""The run of a sweep from the command line: settings of `frontear.training.run`, learned to the end."""

from frontear import datasets
from frontear.dsp.warned import warned
from frontear.sweeps.choices import Chosen
from frontear.training.fit import device
from frontear.training.run import new_run
from frontear.training.settings import Settings

ELSEWHERE = {"data": "samples/digits", "learning_rate": 1e-3, "filter_rate": 1.0, "epochs": 1, "seed": 0}


def learned(chosen: Chosen) -> Chosen:
    """Return the accuracy on unseen clips, the last loss and the steps of a run with some settings, the rest as usual.

    It learns on a GPU where there is one.
    Raises ValueError as `Settings`, `new_run` and `Run.learn`. Lesson: notebooks/06_paradigms.ipynb
    """
    with warned():  # a table asks for many starts on purpose
        run, data, unseen = new_run(_settings(chosen))
        run.model.to(device())
        for _ in run.learn(data, unseen):
            pass
    return {"unseen": run.unseen, "loss": run.moments[-1].loss, "steps": run.moments[-1].step}


def check(wanted: list[Chosen]) -> None:
    """Raise ValueError for settings no run can be made with, and for clips that are not here, before anything runs.

    Lesson: notebooks/06_paradigms.ipynb
    """
    settings = [_settings(chosen) for chosen in wanted]
    for name, held_out in {(each.data.name, each.data.held_out) for each in settings}:
        datasets.files(name, split="train", held_out=held_out)
    for each in {each.changed(**ELSEWHERE) for each in settings}:  # one of those that differ in these alone
        with warned():
            each.recipe()


def _settings(chosen: Chosen) -> Settings:
    return Settings.of(**{name: tuple(value) if isinstance(value, list) else value for name, value in chosen.items()})
