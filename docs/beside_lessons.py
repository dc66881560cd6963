"""The site shows here what lies beside the lessons, where each of them can link to it."""

from pathlib import Path

BESIDE_LESSONS = {"conventions.md", "glossary.md"}
NOTEBOOKS = Path(__file__).parents[1] / "notebooks"


def on_page_read_source(page, **_):
    """The text of a page that lies there; any other page is read as usual."""
    if page.file.src_uri in BESIDE_LESSONS:
        return (NOTEBOOKS / page.file.src_uri).read_text(encoding="utf-8")
    return None
