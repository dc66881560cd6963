"""Panel of lesson 09: gates and voice detectors on the same recorded mixtures, by how loud the noise is."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from math import isfinite
from statistics import fmean
from typing import Any, NamedTuple

from frontear.analysis.confidence import Mean, mean
from frontear_widgets.core.controls import choice
from frontear_widgets.core.live import Live
from frontear_widgets.results import RESULTS, read
from frontear_widgets.views.charts import Chart, Curve, chart
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.program import line_chart, program
from frontear_widgets.views.table import table

SNRS_DB = (0, 5, 10)
APART = 0.03  # of the way from one SNR to the next, between two gates: their intervals are told apart
DETECTORS = {"RNNoise": "RNNoise", "silero": "silero-vad", "webrtcvad": "webrtcvad"}
AHEAD = {f"{name}, 50 ms ahead": f"{of} up to 50 ms ahead" for name, of in DETECTORS.items()}
OURS = {"ships with the library": "shipped"}  # gates, as they are called here, and in the tables
SIMPLE = {
    "classical, best threshold": "classical in hindsight",
    "level over an adaptive floor": "adaptive floor",
    "always open": "always open",
}
TAUGHT = {
    "spectrum": "learned 750",
    "waveform": "waveform alone 750",
    "both": "waveform and spectrum 750",
    "classical, best threshold": "classical in hindsight",
    "always open": "always open",
}
WHO = {
    "the gate that ships and others": OURS | AHEAD | SIMPLE,
    "the same, nobody 50 ms ahead": OURS | DETECTORS | SIMPLE,
    "what one minute of learning gives": TAUGHT,
}
NOISES = {"of kinds never heard": "unseen", "of kinds learned from": "seen"}


class Measure(NamedTuple):
    """A column of the tables: what stands at the axis, the ends of what it can be, and its digits."""

    axis: str
    low: float
    high: float
    digits: int = 2


MEASURES = {
    "f1": Measure("F1 of buffers", 0, 1),
    "auc": Measure("AUC", 0, 1),
    "onset_lost_ms": Measure("onset lost (ms)", 0, 200, 0),
    "words_missed": Measure("words missed (share)", 0, 1),
    "false_openings": Measure("false openings a minute", 0, 200, 0),
    "si_sdr_gained_db": Measure("SI-SDR gained: difference (dB)", -50, 50, 1),
}

Found = dict[str, dict[int, Mean]]  # by gate and SNR


@dataclass(frozen=True)
class Measured:
    """Who is compared, in which noises, by which measure."""

    who: str = choice("the gate that ships and others", list(WHO), label="Who")
    noises: str = choice("unseen", NOISES, label="Noises")
    measure: str = choice("f1", {each.axis: name for name, each in MEASURES.items()}, label="Measure")


@cache
def rows() -> tuple[dict, ...]:
    """Of both benchmarks, all that came to an end."""
    return tuple(row for name in ("gate_shipped", "gate") for row in read(RESULTS / f"{name}.csv"))


def found(settings: Measured) -> Found:
    """The mean over seeds of each gate that was measured at all SNRs."""
    by: dict[tuple[str, int], list[float]] = {}
    for row in rows():
        if row["noises"] == settings.noises:
            by.setdefault((row["gate"].partition(", seed ")[0], row["snr_db"]), []).append(row[settings.measure])
    return {
        name: {snr_db: mean(by[of, snr_db]) for snr_db in SNRS_DB}
        for name, of in WHO[settings.who].items()
        if all((of, snr_db) in by for snr_db in SNRS_DB)
    }


def measured_shown(settings: Measured) -> dict:
    """The chart, and its numbers in a table."""
    gates, measure = found(settings), MEASURES[settings.measure]
    return {"chart": _chart(gates, measure), "table": _table(gates, measure) + _missing(settings, gates)}


def curves(gates: Found, measure: Measure) -> list[Curve]:
    """A line for each gate, with its intervals."""
    drawn = []
    for number, (name, means) in enumerate(gates.items()):
        begin = APART * (number - (len(gates) - 1) / 2)
        points = [point for place, of in enumerate(means.values()) for point in _bar(begin + place, of, measure)]
        drawn.append(Curve(name, [x for x, _ in points], [y for _, y in points], "lines+markers"))
    return drawn


def _chart(gates: Found, measure: Measure) -> Chart:
    return chart(
        f"{measure.axis}, by how much louder the words are than the noise",
        curves(gates, measure),
        x="words over noise (dB)",
        y=measure.axis,
        x_names=[f"{snr_db}" for snr_db in SNRS_DB],
        alt="; ".join(f"{name}: {told}" for name, told in _means(gates, measure).items()),
    )


def _bar(x: float, of: Mean, measure: Measure) -> Iterator[tuple[float, float]]:
    """A mean, the line up to one end of its interval and down to the other, and back, so that a curve goes on there."""
    yield x, of.mean
    if isfinite(of.half):
        ends = min(of.high, measure.high), max(of.low, measure.low)
        yield from ((x, end) for end in (*ends, of.mean))


def _means(gates: Found, measure: Measure) -> dict[str, str]:
    return {name: f"{fmean(each.mean for each in means.values()):.{measure.digits}f}" for name, means in gates.items()}


def _table(gates: Found, measure: Measure) -> str:
    heads = (measure.axis, *(f"{snr_db} dB" for snr_db in SNRS_DB), "mean")
    means = _means(gates, measure)
    return table(
        heads, [(name, *(_told(each, measure) for each in gates[name].values()), means[name]) for name in gates]
    )


def _told(of: Mean, measure: Measure) -> str:
    told = f"{of.mean:.{measure.digits}f}"
    return f"{told} ± {of.half:.{measure.digits}f}" if isfinite(of.half) else told


def _missing(settings: Measured, gates: Found) -> str:
    missing = [name for name in WHO[settings.who] if name not in gates]
    return f'<p class="frontear-quiet">Not measured yet: {", ".join(missing)}.</p>' if missing else ""


def measured(**settings: Any) -> Live:
    """Gates and voice detectors by SNR, of `benchmarks/gate_compare.py` and `record_gate.py`.

    Lesson: notebooks/09_gate.ipynb
    """
    return Live(
        Measured(**settings),
        measured_shown,
        {"chart": lambda first: Lines(first, height=420), "table": LiveText},
        title="Gates and voice detectors, measured",
        hint="Recorded words of voices that none of ours has learned from. A bar is the 95% interval of the mean over "
        "seeds of learning: what was not taught here, or once, has none. Each has the threshold that was best on other "
        "mixtures, but the one that has the best of each.",
        code=_code,
    )


def _code(settings: Measured) -> str:
    return program(
        f"""from frontear_widgets.lessons.gate.measured import MEASURES, Measured, curves, found

gates = found(Measured(who={settings.who!r}, noises={settings.noises!r}, measure={settings.measure!r}))""",
        line_chart(
            f"for curve in curves(gates, MEASURES[{settings.measure!r}]):",
            "    chart.add_scatter(x=curve.x, y=curve.y, name=curve.name)",
            x="words over noise (dB)",
            y=MEASURES[settings.measure].axis,
            layout=f"xaxis_tickvals=[0, 1, 2], xaxis_ticktext={[str(snr_db) for snr_db in SNRS_DB]}",
        ),
    )
