"""The browser's half of the widgets: one ES module per widget, its file after all that it imports.

No bundler and no build step: our files say `import { a, b } from "./file.js";` and `export` before a declaration, and
nothing else that ES modules may say, so that both can be left out where all lie in one scope. Node reads the same files
one by one, for their tests.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).parent
IMPORT = re.compile(r'^import \{(?:(?! as )[\w\s,])*\} from "(\.[\w./]+)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async function|class|const|function|let) )", re.MULTILINE)
OTHER = re.compile(r"^(?:import\b|export (?!default )).*", re.MULTILINE)


def script(name: str) -> str:
    """One ES module: the look, then the named file after its imports. Raises ValueError where one has another form."""
    look = f"const LOOK = {json.dumps((FOLDER / 'look.css').read_text(encoding='utf-8'))};\n"
    return look + "\n".join(_joined(FOLDER / name, set()))


def _joined(path: Path, seen: set[Path]) -> Iterator[str]:
    if path in seen:
        return
    seen.add(path)
    text = path.read_text(encoding="utf-8")
    for needed in IMPORT.findall(text):
        yield from _joined((path.parent / needed).resolve(), seen)
    text = EXPORT.sub("", IMPORT.sub("", text))
    if other := OTHER.search(text):
        raise ValueError(
            f"{path.name} has {other[0]!r}; allowed: import {{ names }} from a file, export of a declaration"
        )
    yield text
