"""The gallery: a card for every lesson found beside the index."""

import json
from base64 import b64encode
from pathlib import Path
from urllib.parse import quote

from IPython.display import HTML

from frontear_widgets.views.names import escaped

STYLE = """<style>
.frontear-gallery { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 300px), 1fr)); gap: 18px; }
.frontear-gallery a.frontear-card:any-link {
  border: 1px solid #8888; border-radius: 10px; overflow: hidden; display: block; padding: 0 0 10px;
  color: inherit; text-decoration: none;
}
.frontear-gallery .frontear-card:is(:hover, :focus-visible) { border-color: #0b62a8; box-shadow: 0 2px 12px #0003; }
.frontear-gallery .frontear-card:is(:hover, :focus-visible) h2 { text-decoration: underline; }
.frontear-card img { width: 100%; aspect-ratio: 3; object-fit: contain; background: #fff; display: block; }
.frontear-card :is(h2, p) { margin: 10px 14px 0; }
.frontear-card h2 { font-size: 18px; }
</style>"""


def gallery(folder: str | Path = ".") -> HTML:
    """Cards of the lessons in `folder`: picture, question, minutes and link, from each notebook's own metadata."""
    lessons = {path: _about(path) for path in sorted(Path(folder).glob("*.ipynb"))}
    cards = "".join(_card(path, about) for path, about in lessons.items() if about)
    return HTML(f'{STYLE}<div class="frontear-gallery">{cards}</div>')


def _about(notebook: Path) -> dict:
    return json.loads(notebook.read_text(encoding="utf-8"))["metadata"].get("frontear", {})


def _card(notebook: Path, about: dict) -> str:
    title, question = escaped(about["title"]), escaped(about["question"])
    return (
        f'<a class="frontear-card" href="{quote(notebook.name)}">{_image(notebook, about["picture"])}'
        f"<h2>{escaped(_number(notebook))}{title}</h2>"
        f"<p>{question}</p><p>{escaped(about['minutes'])} minutes</p></a>"
    )


def _number(notebook: Path) -> str:
    number = notebook.stem.partition("_")[0]
    return f"{number if number.isdigit() else number.capitalize()} · "


def _image(notebook: Path, alt: str) -> str:
    picture = notebook.parent / "pictures" / f"{notebook.stem}.png"
    if not picture.is_file():
        return ""
    return f'<img alt="{escaped(alt)}" src="data:image/png;base64,{b64encode(picture.read_bytes()).decode()}">'
