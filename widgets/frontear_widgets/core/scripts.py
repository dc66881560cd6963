"""The browser's half of the widgets: one script per widget, what they share put before it."""

import json
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "browser"


def script(*names: str) -> str:
    """One ES module: the look, what every widget shares, then the named files."""
    look = f"const LOOK = {json.dumps(_text('look.css'))};\n"
    return look + "\n".join(_text(name) for name in ("base.js", *names))


def _text(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")
