"""The gallery: pictures that are there, each in words as well."""

import re
from pathlib import Path

import pytest

from frontear_widgets.lessons.gallery import WALK, gallery

NOTEBOOKS = Path(__file__).parents[3] / "notebooks"


def test_the_way_of_a_sound_stands_before_the_cards_in_pictures_and_words():
    shown = gallery(NOTEBOOKS).data
    way, cards = shown.split('class="frontear-gallery"')
    captions = re.findall(r'<figure><img alt="([^"]+)" src="data:image/png;base64,[^"]+"><figcaption>([^<]+)', way)
    assert captions == [(alt, caption) for caption, alt in WALK.values()]
    assert cards.count("<img") == cards.count("<a ") == len([*NOTEBOOKS.glob("*.ipynb")]) - 1


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"metadata": {"frontear": {"title": "No question"}}}'])
def test_a_notebook_that_says_nothing_of_its_card_has_none(tmp_path, text):
    (tmp_path / "begun.ipynb").write_text(text)
    assert "<a " not in gallery(tmp_path).data


def test_without_pictures_there_are_no_empty_ones(tmp_path):
    assert "<figure" not in gallery(tmp_path).data
