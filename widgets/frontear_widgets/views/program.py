"""The few lines that a panel copies, as one program: imports, what it computes, and its picture, drawn by plotly."""

import re

FROM = re.compile(r"from (\S+) import (.+)")
DRAWS = "import plotly.graph_objects as go"


def program(*pieces: str) -> str:
    """One program of several pieces, a free line between two: what they import stands at its top, each name once.

    Args:
        pieces: Lines of Python; an import is a line of its own.

    Returns:
        All lines.
    """
    lines = "\n\n".join(pieces).splitlines()
    plain = {line: None for line in lines if line.startswith("import ")}
    names: dict[str, set[str]] = {}
    for found in filter(None, map(FROM.fullmatch, lines)):
        names.setdefault(found[1], set()).update(found[2].split(", "))
    imports = [
        *sorted(plain),
        *(f"from {module} import {', '.join(sorted(names[module]))}" for module in sorted(names)),
    ]
    rest = [line for line in lines if line not in plain and not FROM.fullmatch(line)]
    body = re.sub(r"\n{3,}", "\n\n", "\n".join(rest)).strip("\n")
    return "\n".join(imports) + f"\n\n{body}"


def heat_map(z: str, axes: str, *, x: str = "time (s)", y: str = "frequency (Hz)", colour: str = "dBFS") -> str:
    """The lines that draw a matrix.

    Args:
        z: The matrix, lowest row first.
        axes: Where its columns and rows are, and the range of colours if it matters: "x0=0.005, dx=0.01, y=hz".
        x: Name and unit of its columns.
        y: Of its rows.
        colour: Of its values.

    Returns:
        A piece for `program`.
    """
    return f"""{DRAWS}

picture = go.Figure(go.Heatmap(z={z}, {axes}, colorbar_title="{colour}"))
picture.update_layout(xaxis_title="{x}", yaxis_title="{y}")
picture.show()"""


def line_chart(*lines: str, x: str, y: str, layout: str = "") -> str:
    """The lines that draw curves on one pair of axes.

    Args:
        lines: Of Python, that give curves to `chart`: "chart.add_scatter(x=hz, y=level_db)".
        x: Name and unit of what runs to the right.
        y: Of what runs up.
        layout: What else plotly is told: 'xaxis_range=(0, 500), yaxis_type="log"'.

    Returns:
        A piece for `program`.
    """
    added = "\n".join(lines)
    return f"""{DRAWS}

chart = go.Figure()
{added}
chart.update_layout(xaxis_title="{x}", yaxis_title="{y}"{f", {layout}" if layout else ""})
chart.show()"""


def frames(hop_seconds: float) -> str:
    """Where the columns of a picture are that has one for every so many seconds: in the middle of each."""
    return f"x0={hop_seconds / 2:.6g}, dx={hop_seconds:.6g}"
