"""Copied code as text: imports at the top, each name once, and what is drawn has axes with names."""

import pytest

from frontear_widgets.views.program import heat_map, line_chart, program


def test_imports_of_all_pieces_stand_at_the_top_each_name_once():
    text = program("from a import y\nimport c\n\nfirst = y()", "from a import x\nfrom a import y\n\nsecond = x()")
    assert text == "import c\nfrom a import x, y\n\nfirst = y()\n\nsecond = x()"


def test_a_word_that_only_begins_like_an_import_stays_where_it_is():
    assert program("import a\n\nimported = a\nfrom_here = 1\n    from b import c") == (
        "import a\n\nimported = a\nfrom_here = 1\n    from b import c"
    )


@pytest.mark.parametrize(
    "drawn",
    [
        heat_map("[[1, 2], [3, 4]]", "x0=0.5, dx=1"),
        line_chart("chart.add_scatter(y=[1, 2])", x="time (s)", y="frequency (Hz)", layout="xaxis_range=(0, 1)"),
    ],
)
def test_what_is_drawn_has_axes_with_names_and_units(drawn, monkeypatch):
    figures = []
    monkeypatch.setattr("plotly.graph_objects.Figure.show", lambda figure: figures.append(figure))
    exec(program(drawn), {})
    assert figures[0].layout.xaxis.title.text == "time (s)"
    assert figures[0].layout.yaxis.title.text == "frequency (Hz)"
