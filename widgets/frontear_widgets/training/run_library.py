"""All runs of a page side by side in a table, to save one and to open another."""

from math import isfinite

from frontear.training.run import Run
from frontear_widgets.browser.plain import HTML, Box, VBox
from frontear_widgets.core.panel import Panel, follow
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.names import escaped
from frontear_widgets.views.table import table

from .run_charts import way
from .run_file import RunFile
from .run_store import told
from .runs import RUNS, RunChooser


class RunLibrary(Panel):
    """The table, a list to choose from, what the chosen one was made with, and its file.

    Lesson: notebooks/05_learning.ipynb
    """

    def __init__(self):
        RUNS.bring_back()
        self.table, self.chosen, self.told = LiveText(""), RunChooser(), LiveText("")
        self.place = HTML(f'<p class="frontear-quiet">{told()}{_unread(RUNS.unread)}</p>')
        self.chosen.description = "Run"
        self.chosen.observe(lambda _: self._refresh(), "value")
        follow(self, RUNS, "own", self._refresh)
        super().__init__(
            [
                HTML("<h3>Runs side by side</h3>"),
                self.table,
                Box([VBox([self.chosen]).add_class("frontear-control")]).add_class("frontear-controls"),
                self.told,
                self.place,
                RunFile(lambda: RUNS[str(self.chosen.value)], lambda run, name: RUNS.add(run, name)),
            ]
        )
        self._refresh()

    def _refresh(self) -> None:
        self.table.show(compared({name: RUNS[name] for name in RUNS.names()}))
        self.told.show(f"<p>{escaped(about(RUNS[str(self.chosen.value)]))}</p>")


def compared(runs: dict[str, Run]) -> str:
    """One row per run."""
    heads = ("run", "learned from", "steps", "unseen", "centres moved")
    return table(heads, (_row(name, run) for name, run in runs.items()))


def _row(name: str, run: Run) -> tuple[str, ...]:
    first, last = run.moments[0], run.moments[-1]
    moved = f"{(last.center_hz - first.center_hz).abs().mean():.1f} Hz" if len(last.center_hz) else "has none"
    right = f"{run.unseen:.0%}" if isfinite(run.unseen) else "not tried"
    return name, run.settings.data.name, f"{last.step} of {run.n_steps}", right, moved


def _unread(file_names: list[str]) -> str:
    return f" Not to be read: {escaped(', '.join(file_names))}." if file_names else ""


def about(run: Run) -> str:
    """How the settings of a run differ from the usual ones, and how far its filters have moved."""
    told = [f"{name} {value}" for name, value in run.settings.unusual().items()]
    return f"Unlike the usual run: {', '.join(told) or 'nothing'}. {way(run.moments[0], run.moments[-1])}"
