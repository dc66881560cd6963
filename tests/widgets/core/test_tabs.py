"""Views under tabs: where they stand, and which share a page."""

from dataclasses import dataclass

from ipywidgets import HTML

from frontear_widgets.core.controls import slider
from frontear_widgets.core.live import Live
from frontear_widgets.core.tabs import Tab, Tabs, arranged


def test_views_under_tabs_stand_in_one_box_where_the_first_of_them_stood():
    makers = {"words": HTML, "one": Tab("A", HTML), "sound": HTML, "two": Tab("B", HTML), "three": Tab("A", HTML)}
    views = {name: make("") for name, make in makers.items()}
    words, tabs, sound = arranged(makers, views)
    assert (words, sound) == (views["words"], views["sound"])
    assert isinstance(tabs, Tabs)
    bar, *pages = tabs.children
    assert bar.labels == ["A", "B"]
    assert [page.children for page in pages] == [(views["one"], views["three"]), (views["two"],)]


def test_a_view_under_a_tab_is_shown_what_the_settings_give():
    @dataclass(frozen=True)
    class Settings:
        number: int = slider(1, 0, 9, label="Number")

    class Words(HTML):
        def show(self, words: str) -> None:
            self.value = words

    panel = Live(Settings(), lambda s: {"words": f"{s.number}"}, {"words": Tab("Words", Words)}, title="A panel")
    panel.set(number=4)
    assert panel.views["words"].value == "4"
