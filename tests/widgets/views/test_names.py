"""The door of names: what goes through it, and that there is no other one."""

import ast
import html
import json
import re
from pathlib import Path

import pytest

from frontear_widgets.views.names import LONGEST, drawn, escaped, shortened

FILES = sorted(Path(__file__).parents[3].joinpath("widgets/frontear_widgets").rglob("*.py"))
NAMES = re.compile(r"\b(?!n_)\w*(name|label|class|speaker)(s|es)?\b")


@pytest.mark.parametrize("name", ["<b>owl", "a & b", "&amp;", '"it\'s"', "</script>", "Käuzchen 梟", "$x$"])
def test_a_name_comes_out_of_html_as_it_went_in(name):
    assert html.unescape(escaped(name)) == html.unescape(drawn(name)) == name
    assert not set("<>\"'") & set(escaped(name))
    assert not set("<>$") & set(drawn(name))


def test_a_long_name_keeps_its_begin_and_its_end_and_a_short_one_is_itself():
    assert shortened("owl.run") == "owl.run"
    cut = shortened(f"owl {'x' * 5_000}.run")
    assert len(cut) == LONGEST
    assert cut.startswith("owl x")
    assert cut.endswith("x.run")


def test_a_name_that_is_no_text_can_be_sent_to_a_page():
    for name in ("owl \udcff", "owl \N{OWL}".encode("utf-16", "surrogatepass")[:-2].decode("utf-16", "surrogatepass")):
        for way in (escaped, drawn, shortened):
            assert json.dumps(way(name), ensure_ascii=False).encode() == b'"owl ?"'


def test_html_is_escaped_at_one_door():
    imports = re.compile(r"^\s*(import|from) (html|markupsafe)\b", re.MULTILINE)
    assert [path.name for path in FILES if imports.search(path.read_text(encoding="utf-8"))] == ["names.py"]


def test_no_name_is_set_into_html_but_through_the_door():
    """A look at the source, which sees what is called a name; test_names_from_outside.py opens the panels."""
    assert not [(path.name, bare) for path in FILES for bare in _set_into_html(path) if NAMES.search(bare)]


def _set_into_html(path):
    """What f-strings with tags take as it is: no numbers with a format, nothing that comes out of a function."""
    for string in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        parts = string.values if isinstance(string, ast.JoinedStr) else ()
        if any(isinstance(part, ast.Constant) and re.search("</?[a-z]", part.value) for part in parts):
            values = (part.value for part in parts if isinstance(part, ast.FormattedValue) and not part.format_spec)
            yield from (ast.unparse(value) for value in values if not isinstance(value, ast.Call))
