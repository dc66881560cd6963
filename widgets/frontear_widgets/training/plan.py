"""What a student decides before a run, as controls, and the `Settings` that come of it."""

from dataclasses import dataclass

from frontear import datasets
from frontear.datasets.catalogue import entry
from frontear.filterbanks.initial import INITIALISATIONS
from frontear.frontends import FRONTENDS
from frontear.models.classifier import n_parameters
from frontear.training.settings import Settings
from frontear.training.settings_parts import recipe_options
from frontear_widgets.audio.set_chooser import set_choice, shown_set
from frontear_widgets.audio.sounds import sets
from frontear_widgets.core.controls import choice, ladder, slider
from frontear_widgets.views.names import escaped
from frontear_widgets.views.program import line_chart, program

DATA = (
    "samples/digits",
    "samples/words",
    "samples/instruments",
    "samples/environments",
    "samples/rhythms",
    "samples/glides",
    "samples/below-100-hz",
    "samples/above-5-khz",
    "fsdd",
    "esc10",
)
HIGH = "samples/above-5-khz"
GROUPS = {
    "samples/instruments": "bodies",
    "samples/environments": "takes",
    "samples/rhythms": "drums",
    "samples/glides": "takes",
    "samples/below-100-hz": "bases",
    HIGH: "bases",
    "fsdd": "speakers",
    "esc10": "folds",
}  # of which some are kept away; of the others the catalogue says it
LEARNS = ("everything", "all but the filters", "nothing in the front-end")
NOISE = {"none": None, "faint (20 to 40 dB SNR)": (20.0, 40.0), "strong (0 to 20 dB SNR)": (0.0, 20.0)}
LEVEL = {"as they are": None, "0 to −30 dB": (-30.0, 0.0), "±30 dB": (-30.0, 30.0)}
ENDS = {"as high as it goes": None, "up to 2 kHz": 2_000.0, "up to 3.5 kHz": 3_500.0, "up to 6 kHz": 6_000.0}
SAME = (
    "data",
    "frontend",
    "n_filters",
    "low_hz",
    "sample_rate",
    "learning_rate",
    "filter_rate",
    "batch_size",
    "epochs",
)

BY_ITSELF = {"initialisation": "mel", "low_hz": 60}  # what a front-end does unless told otherwise


def data_sets() -> dict[str, str]:
    """The sets to learn from: shown name and name."""
    titles = {name: title for title, name in sets().items()}
    return {titles[name]: name for name in DATA}


def groups_of(name: str) -> str:
    """What the clips of a set come from, and is never on both sides."""
    return GROUPS.get(name) or f"{entry(name).group}s"


@dataclass(frozen=True)
class Plan:
    """All controls of a run."""

    data: str = set_choice("samples/digits", data_sets(), label="Learn from")
    frontend: str = choice("leaf", list(FRONTENDS), label="Front-end")
    initialisation: str = choice("mel", INITIALISATIONS, label="Filters start", when=lambda plan: plan.starts_anywhere)
    n_filters: int = ladder(40, [8, 16, 24, 32, 40], label="Filters")
    low_hz: int = slider(60, 0, 1_000, step=10, label="Bank from", unit="Hz")
    bank_to: str = choice("as high as it goes", list(ENDS), label="Bank to")
    sample_rate: int = ladder(8_000, [8_000, 16_000], label="Sample rate", unit="Hz")
    learns: str = choice("everything", LEARNS, label="What learns")
    learning_rate: float = ladder(3e-3, [1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2], label="Learning rate")
    filter_rate: int = ladder(1, [1, 3, 10, 30, 100], label="Filters' rate ×")
    noise: str = choice("none", list(NOISE), label="Noise")
    level: str = choice("as they are", list(LEVEL), label="Levels")
    batch_size: int = ladder(16, [4, 8, 16, 32], label="Batch", unit="clips")
    epochs: int = slider(8, 1, 100, label="Epochs")
    seed: int = slider(0, 0, 9, label="Seed")

    @property
    def starts_anywhere(self) -> bool:
        """Whether the front-end's filters can start elsewhere than at mel."""
        return "initialisation" in recipe_options(self.frontend)

    @property
    def start(self) -> str:
        """Where the filters start."""
        return self.initialisation if self.starts_anywhere else "mel"

    def settings(self) -> Settings:
        """The run's own settings. Raises ValueError for what no front-end can be made with."""
        same = {name: getattr(self, name) for name in (*SAME, "seed")}
        same |= {"initialisation": self.initialisation} if self.starts_anywhere else {}
        same |= {"high_hz": ENDS[self.bank_to], "snr_db": NOISE[self.noise], "gain_db": LEVEL[self.level]}
        settings = Settings.of(**{name: same[name] for name in same if same[name] != BY_ITSELF.get(name)})
        frontend = settings.recipe()
        learn = [name for name, stage in frontend.named_children() if any(True for _ in stage.parameters())]
        frozen = {"everything": [], "all but the filters": [name for name in learn if name == "filterbank"]}
        return settings.changed(frozen=tuple(frozen.get(self.learns, learn)))


def plan_shown(plan: Plan) -> dict:
    """The plan in a sentence, with what there is to learn from."""
    settings = plan.settings()
    n_learned, n_unseen = (len(datasets.files(plan.data, split=split)) for split in ("train", "test"))
    n_steps = plan.epochs * -(-n_learned // plan.batch_size)
    numbers = n_parameters(settings.recipe())
    return {
        "words": f"<p><b>{n_steps} steps</b>: {plan.epochs} epoch{'s' * (plan.epochs > 1)} of {n_learned} clips of "
        f"{escaped(shown_set(plan.data))}, {plan.batch_size} at a time, at {plan.sample_rate} Hz; "
        f"{n_unseen} clips of other {escaped(groups_of(plan.data))} are kept away. "
        f"{plan.frontend} with {plan.n_filters} filters, {plan.start}, from {plan.low_hz} Hz, {plan.bank_to}: "
        f"{numbers} numbers of it learn ({plan.learns}), at {plan.learning_rate:g}, filters × {plan.filter_rate}. "
        f"Noise: {plan.noise}; levels: {plan.level}; seed {plan.seed}.{_warning(plan)}</p>"
    }


def _warning(plan: Plan) -> str:
    """Where nothing can be learned, whatever learns."""
    if plan.data != HIGH or plan.sample_rate > 8_000:
        return ""
    return f" <b>At {plan.sample_rate} Hz nothing above {plan.sample_rate // 2} Hz is left of these sounds.</b>"


def plan_code(plan: Plan) -> str:
    """The lines that make the run without the widgets."""
    return program(
        f"""from frontear.training.run import new_run, save_run
from frontear.training.settings import Settings

run, learned, unseen = new_run({made(plan.settings())})
for step in run.learn(learned, unseen):
    print(step)  # this takes as long as in the panel""",
        line_chart(
            "steps = [moment.step for moment in run.moments]",
            'chart.add_scatter(x=steps, y=[moment.loss for moment in run.moments], name="loss")',
            'chart.add_scatter(x=steps, y=[moment.accuracy for moment in run.moments], name="share right")',
            x="step",
            y="loss; share right",
        ),
        'save_run("mine.run", run)',
    )


def made(settings: Settings) -> str:
    """The words of Python that make these settings."""
    return f"Settings.of({', '.join(f'{name}={value!r}' for name, value in settings.unusual().items())})"
