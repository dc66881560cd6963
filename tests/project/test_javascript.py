"""The browser's half: its own tests under node, and what biome and TypeScript say of it."""

import re
from collections.abc import Iterator
from pathlib import Path

from frontear_widgets.browser import FOLDER, LOADER, texts
from node import succeeds, tool

ROOT = Path(__file__).resolve().parents[2]
SENT = {"loader.js": LOADER, **texts()}


def test_what_the_browser_computes_is_right():
    succeeds(tool("node"), "--test", *sorted(map(str, (ROOT / "tests" / "javascript").glob("*.test.mjs"))))


def test_every_script_that_is_sent_is_a_valid_module(tmp_path):
    for name, text in SENT.items():
        (tmp_path / f"{name.replace('/', '-')}.mjs").write_text(text, encoding="utf-8")
    for path in sorted(tmp_path.iterdir()):
        succeeds(tool("node"), "--check", str(path))


def test_biome_and_typescript_are_content(npm):
    succeeds(npm, "run", "--silent", "check")


def test_every_script_asks_to_be_checked():
    scripts = [*FOLDER.rglob("*.js"), *(ROOT / "tests").rglob("*.js"), *(ROOT / "tests").rglob("*.mjs")]
    unchecked = [path.name for path in scripts if not path.read_text(encoding="utf-8").startswith("// @ts-check\n")]
    assert len(scripts) > 20
    assert not unchecked


def test_no_style_looks_for_a_descendant_within_one_that_does():
    """Such a nest has the browser style all anew whenever a word changes anywhere; a class of its own does not."""
    sheets = [path for path in (ROOT / "widgets").rglob("*.css") if "node_modules" not in path.parts]
    assert sheets
    assert not [(sheet.name, rule) for sheet in sheets for rule in nested_has(sheet.read_text(encoding="utf-8"))]


def nested_has(sheet: str) -> Iterator[str]:
    """The selectors with `:has` that stand within a rule that has it too."""
    above: list[str] = []
    for words, mark in re.findall(r"([^{};]*)([{};])", sheet):
        if mark == "{":
            if ":has(" in words and any(":has(" in rule for rule in above):
                yield words.strip()
            above.append(words)
        elif mark == "}":
            above.pop()
