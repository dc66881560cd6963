"""Panel of lesson 03: how far a change moves each compression's picture, and what can still be told apart by it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from frontear_widgets.core.controls import choice
from frontear_widgets.core.live import Live
from frontear_widgets.results import RESULTS, read
from frontear_widgets.views.charts import Chart, Curve, chart
from frontear_widgets.views.lines import Lines
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.table import table

CHANGES = {
    **{f"white noise at {snr} dB SNR": ("noise", snr) for snr in (40, 30, 20, 10, 0, -10)},
    **{f"{-gain} dB quieter": ("level", gain) for gain in (-10, -20, -30)},
    **{f"{gain} dB louder": ("level", gain) for gain in (10, 20, 30)},
}
HEADS = ("compression", "moves by", "d′, changed and not", "d′, as they are")


@dataclass(frozen=True)
class ToldApart:
    """What becomes of the sounds."""

    change: str = choice("white noise at 20 dB SNR", list(CHANGES), label="Changed by")


def told_apart(results: str | Path = RESULTS / "compressions.csv", **settings: Any) -> Live:
    """What `benchmarks/compressions_compare.py` measured. Lesson: notebooks/03_compression.ipynb"""
    rows = read(results)
    return Live(
        ToldApart(**settings),
        lambda settings: told_apart_shown(settings, rows),
        {"chart": Lines, "words": LiveText},
        title="Moves little, or tells little?",
        hint="Good is to the left and high up. Which compression stands to the left, but low?",
    )


def told_apart_shown(settings: ToldApart, rows: list[dict]) -> dict:
    """Both numbers of every compression, drawn and told."""
    found, plain = (
        {row["compression"]: row for row in rows if (row["what"], row["db"]) == place}
        for place in (CHANGES[settings.change], ("none", 0))
    )
    told = [
        (kind, f"{row['change']:.2g}", f"{row['apart']:.2f}", f"{plain[kind]['apart']:.2f}")
        for kind, row in found.items()
    ]
    return {"chart": _chart(found), "words": table(HEADS, told)}


def _chart(found: dict[str, dict]) -> Chart:
    return chart(
        "How far each picture moves, and how well digits are told apart by it",
        [Curve(kind, [row["change"]], [row["apart"]], "markers") for kind, row in found.items()],
        x="change (standard deviations)",
        y="d′ of two digits",
        x_range=(-4, 2.7),
        y_range=(0, 1.2),
        log_axes="x",
        alt="; ".join(f"{kind}: moves by {row['change']:.2g}, d′ {row['apart']:.2f}" for kind, row in found.items()),
    )
