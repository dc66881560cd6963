"""Panel of lesson 08: what a network gains from more clips, from an eighth of them to all."""

from dataclasses import dataclass
from typing import Any

from frontear.analysis.confidence import Mean, mean
from frontear_widgets.core.controls import choice
from frontear_widgets.core.live import Live
from frontear_widgets.views.charts import Chart, Curve, chart
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.program import line_chart, program
from frontear_widgets.views.table import Table, table

from ..tagger_plan import OF_THE_PAPER
from .seeds import BySeed, paired, rows, told, values

LEARNERS = ("linear", "attention")
SHARES = (0.125, 0.25, 0.5, 1.0)
MEASURES = {"weighted F1": "weighted_f1", "AUC": "auc", "loss on clips kept for the end": "loss"}


@dataclass(frozen=True)
class LearningCurve:
    """What is measured."""

    measure: str = choice("weighted F1", tuple(MEASURES), label="Measure")


def curve(network: str, measure: str) -> dict[float, BySeed]:
    """For each share of the clips that has been run, the measure by seed."""
    by_row = rows(f"learning curve, {network}")
    found = {share: values(by_row.get(f"{share:g}", {}), MEASURES[measure]) for share in SHARES}
    return {share: by_seed for share, by_seed in found.items() if by_seed}


def last_doubling(network: str, measure: str) -> BySeed:
    """What all clips give over half of them, by seed; empty where either has not been run."""
    found = curve(network, measure)
    return paired(found.get(1.0, {}), found.get(0.5, {}))


def learning_curve_shown(settings: LearningCurve) -> dict:
    """Both networks over the number of clips, and what the last doubling gave."""
    curves = {network: curve(network, settings.measure) for network in LEARNERS}
    return {
        "words": f"<p>{_gained(settings.measure)}</p>",
        "chart": _chart(settings.measure, curves),
        "table": table(
            (settings.measure, *(f"{share * OF_THE_PAPER:.0f} clips" for share in SHARES), "last doubling", "seeds"),
            [_row(network, found, settings.measure) for network, found in curves.items()],
        ),
    }


def _gained(measure: str) -> str:
    gains = {network: last_doubling(network, measure) for network in LEARNERS}
    if not any(gains.values()):
        return (
            "Only runs on all clips have been made so far; <code>benchmarks/speech_compare.py</code> makes the others."
        )
    said = [f"{network} <b>{told(gain, sign='+')}</b>" for network, gain in gains.items() if gain]
    return f"From half of the clips to all of them, {measure} moves by: {', '.join(said)}."


def _row(network: str, found: dict[float, BySeed], measure: str) -> tuple[str, ...]:
    cells = (told(found.get(share, {})) for share in SHARES)
    seeds = max(map(len, found.values()), default=0)
    return (network, *cells, told(last_doubling(network, measure), sign="+"), str(seeds))


def _chart(measure: str, curves: dict[str, dict[float, BySeed]]) -> Chart:
    means = {network: {share: _mean(each) for share, each in found.items()} for network, found in curves.items()}
    lines = [
        Curve(network, [SHARES.index(share) for share in found], [each.mean for each in found.values()], LINE)
        for network, found in means.items()
    ]
    bars = [_bars(network, found) for network, found in means.items()]
    said = {network: ", ".join(f"{each.mean:.3f}" for each in found.values()) for network, found in means.items()}
    return chart(
        f"{measure} over the number of clips that are learned from",
        [*lines, *(each for each in bars if len(each.x))],
        x="clips that are learned from",
        y=measure,
        x_names=[f"{share * OF_THE_PAPER:.0f}" for share in SHARES],
        x_range=(-0.3, len(SHARES) - 0.7),
        alt="; ".join(f"{network}: {values}" for network, values in said.items()),
    )


LINE = "lines+markers"


def _mean(by_seed: BySeed) -> Mean:
    return mean(list(by_seed.values()))


def _bars(network: str, found: dict[float, Mean]) -> Curve:
    """The ends of each interval, where several seeds give one."""
    ends = [(SHARES.index(share), end) for share, each in found.items() for end in (each.low, each.high)]
    ends = [(place, end) for place, end in ends if abs(end) < 10]  # of one seed nothing is known
    return Curve(f"{network}, its interval", [place for place, _ in ends], [end for _, end in ends], "markers")


def learning_curve(**settings: Any) -> Live:
    """What more clips give. Lesson: notebooks/08_speech.ipynb"""
    return Live(
        LearningCurve(**settings),
        learning_curve_shown,
        {"words": LiveText, "chart": lambda drawn: Lines(drawn, height=280), "table": Table},
        title="More clips",
        hint="Each time twice as many clips of AudioSet are learned from; those for validation and for the end stay.",
        code=_code,
    )


def _code(settings: LearningCurve) -> str:
    return program(
        f"""from statistics import fmean
from frontear_widgets.lessons.speech.measured.learning_curve import curve

clips, means = {{}}, {{}}
for network in ("linear", "attention"):
    found = curve(network, {settings.measure!r})
    clips[network] = [{SHARES}.index(share) for share in found]
    means[network] = [fmean(by_seed.values()) for by_seed in found.values()]""",
        line_chart(
            'chart.add_scatter(x=clips["linear"], y=means["linear"], name="linear")',
            'chart.add_scatter(x=clips["attention"], y=means["attention"], name="attention")',
            x="clips that are learned from",
            y=settings.measure,
            layout=f"xaxis_tickvals=[0, 1, 2, 3], xaxis_ticktext={[f'{share * OF_THE_PAPER:.0f}' for share in SHARES]}",
        ),
    )
