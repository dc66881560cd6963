"""A race: up to seven networks, each with its own way to hear first, learn from the same sounds live and in turns."""

from collections.abc import Mapping, Sequence
from typing import Any

from frontear.training.run import Run
from frontear_widgets.browser.plain import HTML, Box, Dropdown, VBox
from frontear_widgets.core.kept_settings import keep_settings
from frontear_widgets.core.live import Live
from frontear_widgets.core.panel import Panel
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.names import escaped

from .job_panel import JobPanel, progress, wrong
from .race_charts import FILES, SECONDS, STEPS, Lane, losses, recorded_race, standings, unseen
from .race_plan import RacePlan, race_code, race_plan_shown
from .round_robin import RoundRobin
from .runs import RUNS


class Race(JobPanel):
    """The student's own race, opened on a recorded one. All its runs go to `RUNS`, for every panel to choose.

    In JupyterLab: `race.plan.set(many_shapes=True)`, `race.start()`, `race.wait()`.
    Lesson: notebooks/06_paradigms.ipynb
    """

    def __init__(self, **settings: Any):
        self._view = RaceView()
        RUNS.bring_back()
        plan = Live(
            RacePlan(**settings),
            race_plan_shown,
            {"words": LiveText},
            title="A race of your own",
            hint="Choose one, two or all seven. Predict before you press: which will name most of the unseen, and "
            "which will have computed longest?",
            code=race_code,
        )
        super().__init__(plan, self._view, words="Not started. Below: the recorded race. Yours takes its place.")

    def _begun(self) -> RoundRobin:
        return RoundRobin(self.plan.settings.settings())

    def _done(self, worker: RoundRobin) -> int:
        return worker.n_steps_taken

    def _told(self, worker: RoundRobin) -> str:
        left, done = worker.seconds_left(), worker.n_steps_taken
        if left is None:
            return f"{'Paused' if worker.paused else 'On'} before the first steps …"
        most = sum(each.step.n_steps for each in worker.learners.values() if each.step)
        state = "Paused" if worker.paused else "Learning in turns"
        return f"{progress(done, most)} {state}: <b>{done}</b> of {most} steps, about {left:.0f} s left."

    def _show(self, worker: RoundRobin) -> None:
        begun = ((name, each.run, each.moment_seconds) for name, each in worker.learners.items())
        lanes = [Lane(name, run, list(seconds)) for name, run, seconds in begun if run is not None and seconds]
        self._view.show(lanes, {name: each.error for name, each in worker.learners.items() if each.error})

    def _ended(self, worker: RoundRobin) -> str:
        if worker.error or not any(each.moment_seconds for each in worker.learners.values()):
            return wrong(worker.error or _first_error(worker) or "Stopped before it began")
        ended = ((name, each.run) for name, each in worker.learners.items() if each.moment_seconds and not each.error)
        whole = {name: run for name, run in ended if run is not None}
        number = 1 + len({name.partition(":")[0] for name in RUNS.own if name.startswith("race ")})
        for name, run in whole.items():
            RUNS.add(run, f"race {number}: {name}")
        self._show(worker)
        return f"{_verdict(whole, number)} {_unwell(worker, list(whole))}"


class RaceView(Panel):
    """A race over steps or over seconds: what is named rightly, the loss, and a table; at first the recorded one.

    Lesson: notebooks/06_paradigms.ipynb
    """

    def __init__(self):
        RUNS.offer(FILES)
        self.lanes, self.problems = list(recorded_race()), {}
        self.over = Dropdown(options=[STEPS, SECONDS], description="Curves over")
        self.over.observe(lambda _: self._draw(), "value")
        self.standings = HTML(standings(self.lanes, {}))
        self.charts = [Lines(made(self.lanes, STEPS), height=340) for made in (unseen, losses)]
        super().__init__(
            [
                self.standings,
                Box([VBox([self.over]).add_class("frontear-control")]).add_class("frontear-controls"),
                VBox(self.charts).add_class("frontear-views"),
            ]
        )
        keep_settings(self, "Race", {"over": self.over})

    def show(self, lanes: Sequence[Lane], problems: Mapping[str, str]) -> None:
        """Draw another race, or how it has gone on; `problems` are what went wrong, by name."""
        self.lanes, self.problems = list(lanes), dict(problems)
        self._draw()

    def _draw(self) -> None:
        self.standings.value = standings(self.lanes, self.problems)
        for shown, made in zip(self.charts, (unseen, losses), strict=True):
            shown.show(made(self.lanes, str(self.over.value)))


def _verdict(whole: Mapping[str, Run], number: int) -> str:
    if not whole:
        return "None has come to an end."
    how = "has ended" if all(run.moments[-1].step == run.n_steps for run in whole.values()) else "was stopped"
    best = max(run.unseen for run in whole.values())
    first = " and ".join(name for name, run in whole.items() if run.unseen == best)
    return (
        f"<b>race {number}</b> {how}: <b>{best:.0%}</b> of the unseen by {escaped(first)}. "
        f"Every panel with a list of runs has {'it' if len(whole) == 1 else 'them'} now."
    )


def _unwell(worker: RoundRobin, whole: Sequence[str]) -> str:
    """Who ended early, and whose run is not kept."""
    failed = ", ".join(name for name in worker.learners if name not in whole)
    unkept = {each.keeper.problem for each in worker.learners.values() if each.keeper.problem}
    return f"{wrong(f'Ended early: {failed}') if failed else ''} {escaped(' '.join(unkept))}"


def _first_error(worker: RoundRobin) -> str:
    return next((each.error for each in worker.learners.values() if each.error), "")
