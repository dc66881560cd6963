"""What a student decides before a race, as controls, and the `Settings` of each network that come of it."""

from collections import Counter
from dataclasses import dataclass

from frontear import datasets
from frontear.models.paradigms import PARADIGMS
from frontear.training.budgets import n_learned, of_budget
from frontear.training.settings import Settings
from frontear_widgets.audio.set_chooser import set_choice
from frontear_widgets.core.controls import ladder, slider, switch
from frontear_widgets.views.names import escaped
from frontear_widgets.views.program import line_chart, program

from .plan import data_sets, groups_of, made

DATA = ("digits", "words", "instruments", "rhythms", "environments", "glides")
PER_CLASS = {"fsdd": 20}  # of large sets
USUAL = Settings.of(frontend="log-mel", sample_rate=16_000, preset="compared")


def _sets() -> dict[str, str]:
    allowed = (*(f"samples/{name}" for name in DATA), *PER_CLASS)
    return {title: name for title, name in data_sets().items() if name in allowed}


@dataclass(frozen=True)
class RacePlan:
    """Who races, and all that they have in common."""

    sample_level: bool = switch(False, label="sample-level")
    frame_level: bool = switch(False, label="frame-level")
    frame_level_many_shapes: bool = switch(False, label="frame-level-many-shapes")
    small_rectangular: bool = switch(False, label="small-rectangular")
    single_shape_vertical: bool = switch(True, label="single-shape-vertical")
    single_shape_horizontal: bool = switch(True, label="single-shape-horizontal")
    many_shapes: bool = switch(False, label="many-shapes")
    data: str = set_choice("samples/digits", _sets(), label="Learn from")
    budget: int = ladder(30_000, [20_000, 30_000, 60_000], label="Parameters each")
    learning_rate: float = ladder(3e-3, [3e-4, 1e-3, 3e-3, 1e-2], label="Learning rate")
    epochs: int = slider(8, 1, 60, label="Epochs")
    seed: int = slider(0, 0, 9, label="Seed")

    @property
    def names(self) -> list[str]:
        """The paradigms that race."""
        return [name for name in PARADIGMS if getattr(self, name.replace("-", "_"))]

    def settings(self) -> dict[str, Settings]:
        """The settings of each. Raises ValueError where none was chosen, or the sounds are not here."""
        if not self.names:
            raise ValueError("got no network, allowed are one to seven")
        n_classes = len({file.label for file in datasets.files(self.data)})
        same = {name: getattr(self, name) for name in ("data", "learning_rate", "epochs", "seed")}
        return {name: _fitted(name, self.budget, n_classes, same) for name in self.names}


def _fitted(name: str, budget: int, n_classes: int, same: dict) -> Settings:
    fitted = of_budget(USUAL.changed(paradigm=name), budget, n_classes=n_classes)
    return fitted.changed(**same, per_class=PER_CLASS.get(same["data"]))


def race_plan_shown(plan: RacePlan) -> dict:
    """The plan in a sentence."""
    settings = plan.settings()
    first, *_ = settings.values()
    n_classes = len({file.label for file in datasets.files(plan.data)})
    n_clips, n_unseen = (_count(first, split) for split in ("train", "test"))
    n_steps = plan.epochs * -(-n_clips // first.fit.batch_size)
    learn = ", ".join(f"{escaped(name)} {n_learned(each, n_classes=n_classes):,}" for name, each in settings.items())
    return {
        "words": f"<p><b>{n_steps} steps</b> each, in turns: {plan.epochs} epochs of {n_clips} clips, {n_classes} "
        f"classes, {first.fit.batch_size} clips at a time, rate {plan.learning_rate:g}, seed {plan.seed}. "
        f"{n_unseen} clips of other {escaped(groups_of(plan.data))} are kept away. "
        f"Numbers that learn: {learn}. Behind each first look stand the same two layers.</p>"
    }


def _count(settings: Settings, split: str) -> int:
    """How many clips, of each class no more than are drawn."""
    by_class = Counter(file.label for file in datasets.files(settings.data.name, split=split))
    return sum(min(n, settings.data.per_class or n) for n in by_class.values())


def race_code(plan: RacePlan) -> str:
    """The lines that make the runs without the widgets, one after the other."""
    settings = ",\n".join(f'    "{name}": {made(settings)}' for name, settings in plan.settings().items())
    return program(
        f"""from frontear.training.run import new_run
from frontear.training.settings import Settings

settings = {{
{settings},
}}
runs = {{}}
for name in settings:
    run, learned, unseen = new_run(settings[name])
    for step in run.learn(learned, unseen):
        pass
    print(name, run.unseen)
    runs[name] = run""",
        line_chart(
            "for name, run in runs.items():",
            "    steps, losses = zip(*((moment.step, moment.loss) for moment in run.moments))",
            "    chart.add_scatter(x=steps, y=losses, name=name)",
            x="steps",
            y="loss",
        ),
    )
