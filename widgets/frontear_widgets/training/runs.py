"""The runs of a page, recorded and the student's own, for every panel to choose from."""

import functools
from collections.abc import Mapping

import traitlets

from frontear.data.examples import Examples
from frontear.training.run import Run, load_run, unseen_examples
from frontear_widgets.core.controls import control_field
from frontear_widgets.core.panel import GrowingList
from frontear_widgets.results import RESULTS
from frontear_widgets.views.names import shortened

from .run_store import kept, shown_name

DIGITS, NOISY = "recorded: digits", "recorded: digits in noise"
MOST = 200  # clips that a run is tested on
RUMBLES, HISSES = "recorded: rumbles", "recorded: hisses"
FILES = {DIGITS: "digits.run", NOISY: "digits-in-noise.run", RUMBLES: "rumbles.run", HISSES: "hisses.run"}


class Runs(traitlets.HasTraits):
    """Runs by name, the same for all panels of a page; panels observe `recorded`, files by name, and `own`.

    `unread` names the files of kept runs that could not be brought back.
    """

    recorded = traitlets.Dict(FILES)
    own = traitlets.Dict()

    def __init__(self):
        super().__init__()
        self.unread: list[str] = []
        self._back = False

    def bring_back(self) -> None:
        """Add the runs that this computer has kept: once, for those that end on this page are added as they end."""
        if self._back:
            return
        self._back = True
        found, self.unread = kept()
        for file_name, run in found.items():
            self.add(run, shown_name(file_name))

    def offer(self, files: Mapping[str, str]) -> None:
        """Offer more recorded runs: their names, and their files below `RESULTS`."""
        self.recorded = {**self.recorded, **files}

    def add(self, run: Run, name: str = "") -> str:
        """Offer a run under about this name, as a new one; returns the name."""
        number = 1 + sum(name.startswith("run ") for name in self.own)
        name = shortened(name) or f"run {number}: {run.settings.frontend.name}"
        while name in self.names():
            name += "'"
        self.own = {**self.own, name: run}
        return name

    def names(self) -> list[str]:
        """The recorded runs, then one's own."""
        return [*self.recorded, *self.own]

    def __getitem__(self, name: str) -> Run:
        """The run of that name. Raises ValueError where there is none."""
        if name in self.own:
            return self.own[name]
        if name in self.recorded:
            return recorded(self.recorded[name])
        raise ValueError(f"got the run {name!r}, allowed are {', '.join(self.names())}")


RUNS = Runs()


OPEN = "from frontear.training.run import load_run"


def run_code(name: str) -> str:
    """The lines that open a run as `run` without the widgets; of the student's own, the file it was saved as."""
    if name not in RUNS.recorded:
        return f'{OPEN}\n\nrun = load_run("your_file.run")  # the file that Save the run gives'
    return f'{OPEN}\nfrom frontear_widgets.results import RESULTS\n\nrun = load_run(RESULTS / "{RUNS.recorded[name]}")'


def unseen_code(most: int = MOST) -> str:
    """The lines that bring the clips `run` was kept from as `clips`, at most so many, as `unseen` does."""
    return f"""from frontear.training.run import unseen_examples

clips = unseen_examples(run.settings, run.classes)
clips = clips[:: -(-len(clips) // {most})]  # at most {most} of them"""


@functools.cache
def recorded(file: str) -> Run:
    """A run that ships with a lesson; `benchmarks/record_runs.py` and `record_paradigms.py` make them."""
    return load_run(RESULTS / file)


@functools.lru_cache(maxsize=4)
def unseen(run: Run, most: int = MOST) -> Examples:
    """The clips a run was kept from, at most so many, evenly taken."""
    found = unseen_examples(run.settings, run.classes)
    return found[:: -(-len(found) // most)]


def run_choice(default: str = DIGITS, *before: str, label: str = "Run") -> str:
    """A field that names a run of this page, recorded or the student's own, or one of the words `before` them."""
    return control_field(default, lambda: RunChooser(*before), label, "")


class RunChooser(GrowingList):
    """A list of all runs that grows with them, after `before`."""

    def __init__(self, *before: str):
        super().__init__(lambda: [*before, *RUNS.names()], RUNS, ["recorded", "own"])
