"""Glossary and conventions lie beside the lessons, hold the words these bring in, and what they say of units is so."""

import re
from pathlib import Path

import nbformat
import pytest
import torch

from conftest import NOTEBOOKS
from frontear import log_mel
from frontear.dsp.scales import SCALES

LESSONS = sorted(path for path in NOTEBOOKS.glob("*.ipynb") if path.stem != "00_index")
GLOSSARY = (NOTEBOOKS / "glossary.md").read_text(encoding="utf-8")
CONVENTIONS = (NOTEBOOKS / "conventions.md").read_text(encoding="utf-8")
ASKED_FOR = (  # used in the lessons, and asked for by those who read them
    "noise bandwidth, d′, pooling, MFCC, one, confidence interval, paired difference, overlap-add, "
    "feature normalisation, receptive field, constant-Q, baseline, Nyquist frequency, augmentation, overfitting, "
    "held out, confusion matrix, zero-padding, Parseval, SincNet, TD-filterbanks, Wavegram, PCEN, beat, mask, stride, "
    "frozen, chance level"
)


def lines_of_the_glossary() -> list[list[str]]:
    rows = GLOSSARY.split("| --- | --- | --- |\n")[1].splitlines()
    return [row.strip("| ").split(" | ") for row in rows]


def alphabetical(word: str) -> str:
    return re.sub("[^a-z0-9]", "", word.lower())


def words_brought_in(notebook: Path) -> set[str]:
    """The field's word, which stands in italics and brackets behind ours."""
    cells = nbformat.read(notebook, as_version=4).cells
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown").split("**Sources.**")[0]
    return {word.replace("\n", " ") for word in re.findall(r"\([^()*]*\*([a-z][a-zA-Z -]+)\*[^()]*\)", text)}


@pytest.mark.parametrize("notebook", LESSONS, ids=lambda path: path.stem)
def test_the_glossary_has_every_word_that_a_lesson_brings_in(notebook: Path):
    known = GLOSSARY.lower()
    assert not {word for word in words_brought_in(notebook) if word.lower().rstrip("s") not in known}


def test_the_glossary_has_the_words_that_readers_asked_for_each_once_in_order_and_with_a_lesson_that_is_there():
    words = [line[0] for line in lines_of_the_glossary()]
    assert not [word for word in ASKED_FOR.split(", ") if not any(word in of for of in words)]
    assert words == sorted(words, key=alphabetical)
    numbers = {path.stem.partition("_")[0] for path in LESSONS} | {"—"}
    assert all(len(line) == 3 and set(line[2].split(", ")) <= numbers for line in lines_of_the_glossary())


@pytest.mark.parametrize("text", [GLOSSARY, CONVENTIONS], ids=["glossary", "conventions"])
def test_what_it_links_to_lies_beside_it(text: str):
    assert all((NOTEBOOKS / target).is_file() for target in re.findall(r"\]\(([^)#]+)\)", text))


def test_the_conventions_say_how_many_mel_and_how_many_rows_there_are():
    said = re.search(r"1000 Hz are (\d+) mel by the first formula and (\d+) by the second", CONVENTIONS)
    mel = [SCALES[name].from_hz(torch.tensor(1000.0)).item() for name in ("mel-htk", "mel-slaney")]
    assert [int(number) for number in said.groups()] == pytest.approx(mel, abs=0.5)
    (spectrum,) = [out for name, out in log_mel().trace(torch.zeros(1, 16_000)) if name == "spectrum"]
    n_samples, n_fft, rows, apart = re.search(
        r"has (\d+) samples, and the\s+front-ends' FFT (\d+): (\d+) rows, ([\d.]+) Hz", CONVENTIONS
    ).groups()
    assert int(n_samples) == 25 * 16
    assert int(rows) == spectrum.shape[1] == int(n_fft) // 2 + 1
    assert float(apart) == 16_000 / int(n_fft)


@pytest.mark.parametrize("notebook", LESSONS, ids=lambda path: path.stem)
def test_thousands_are_written_with_a_comma(notebook: Path):
    text = "\n".join(cell.source for cell in nbformat.read(notebook, as_version=4).cells)
    assert not re.findall(r"(?<![\d.,:])\d{1,3}[ \u202f]\d{3}(?!\d)", text)
