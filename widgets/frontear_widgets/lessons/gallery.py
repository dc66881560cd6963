"""The gallery: the way of a sound in four pictures, and a card for every lesson found beside the index."""

import json
from base64 import b64encode
from pathlib import Path
from urllib.parse import quote

from IPython.display import HTML

from frontear_widgets.views.names import escaped

STYLE = """<style>
:is(.frontear-walk, .frontear-gallery) { font: 0.9375rem/1.45 system-ui, sans-serif; }
.frontear-gallery { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 300px), 1fr)); gap: 18px; }
.frontear-gallery a.frontear-card:any-link {
  border: 1px solid #8888; border-radius: 10px; overflow: hidden; display: block; padding: 0 0 10px;
  color: inherit; text-decoration: none;
}
.frontear-gallery .frontear-card:is(:hover, :focus-visible) { border-color: #0b62a8; box-shadow: 0 2px 12px #0003; }
.frontear-gallery .frontear-card:is(:hover, :focus-visible) h2 { text-decoration: underline; }
.frontear-card img { width: 100%; aspect-ratio: 3; object-fit: cover; background: #fff; display: block; }
.frontear-card :is(h2, p) { margin: 10px 14px 0; }
.frontear-card h2 { font: 600 1.1875rem/1.3 system-ui, sans-serif; }
.frontear-walk { display: grid; grid-template-columns: repeat(4, 1fr); gap: 18px; margin: 0 0 28px; }
@media (max-width: 640px) { .frontear-walk { grid-template-columns: 1fr 1fr; } }
.frontear-walk figure { margin: 0; }
.frontear-walk img { width: 100%; aspect-ratio: 2; background: #fff; display: block; border-radius: 6px; }
.frontear-walk figcaption { margin-top: 6px; }
</style>"""
WALK = {  # pictures of one spoken seven: caption and what is seen
    "walk_1_sound": ("A sound is a list of numbers", "A waveform: a hiss, then two bursts of pulses."),
    "walk_2_spectrogram": ("Windowing: which frequencies, and when", "The same as a spectrogram, fine lines on dark."),
    "walk_3_filters": ("Filters and compression, set by hand or learned", "The same in forty bands: coarse and even."),
    "walk_4_answer": ("A network names it: a seven", "Bars over the digits 0 to 9; the one over 7 is highest by far."),
}


def gallery(folder: str | Path = ".") -> HTML:
    """The way of a sound, then cards of the lessons in `folder`: picture, question and minutes from its metadata."""
    lessons = {path: _about(path) for path in sorted(Path(folder).glob("*.ipynb"))}
    cards = "".join(_card(path, about) for path, about in lessons.items() if about)
    steps = "".join(_step(Path(folder), *step) for step in WALK.items())
    return HTML(f'{STYLE}<div class="frontear-walk">{steps}</div><div class="frontear-gallery">{cards}</div>')


def _step(folder: Path, name: str, words: tuple[str, str]) -> str:
    caption, alt = words
    image = _image(folder, name, alt)
    return f"<figure>{image}<figcaption>{caption}</figcaption></figure>" if image else ""


def _about(notebook: Path) -> dict:
    """What a notebook's metadata say of its card; nothing where one of them is missing, or the file is no notebook."""
    try:
        about = json.loads(notebook.read_text(encoding="utf-8"))["metadata"]["frontear"]
        return {name: about[name] for name in ("title", "question", "minutes", "picture")}
    except (OSError, ValueError, TypeError, LookupError):
        return {}


def _card(notebook: Path, about: dict) -> str:
    title, question = escaped(about["title"]), escaped(about["question"])
    image = _image(notebook.parent, notebook.stem, about["picture"])
    return (
        f'<a class="frontear-card" href="{quote(notebook.name)}">{image}'
        f"<h2>{escaped(_number(notebook))}{title}</h2>"
        f"<p>{question}</p><p>{escaped(about['minutes'])} minutes</p></a>"
    )


def _number(notebook: Path) -> str:
    number = notebook.stem.partition("_")[0]
    return f"{number if number.isdigit() else number.capitalize()} · "


def _image(folder: Path, name: str, alt: str) -> str:
    picture = folder / "pictures" / f"{name}.png"
    if not picture.is_file():
        return ""
    return f'<img alt="{escaped(alt)}" src="data:image/png;base64,{b64encode(picture.read_bytes()).decode()}">'
