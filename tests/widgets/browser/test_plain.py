"""Widgets with looks that all share."""

from ipywidgets import Layout

from frontear_widgets.browser.plain import HIDDEN, HTML, Button, VBox, shared_look
from frontear_widgets.core.panel import Panel
from frontear_widgets.core.sliders import Slider


def test_a_layout_is_one_for_all_and_a_style_one_for_all_of_its_kind():
    words, others, press, slider = HTML("one"), HTML("two"), Button(), Slider(min=0, max=1, value=0)
    assert words.layout is others.layout is press.layout is slider.layout
    assert words.style is others.style is not press.style


def test_who_is_given_a_layout_has_it():
    wide = Layout(width="50%")
    assert HTML("one", layout=wide).layout is wide


def test_who_is_hidden_is_hidden_alone_and_comes_back():
    one, other = VBox(), VBox()
    one.show_if(False)
    one.show_if(False)
    assert (HIDDEN in one._dom_classes, HIDDEN in other._dom_classes) == (True, False)
    one.show_if(True)
    assert HIDDEN not in one._dom_classes


def test_a_panel_that_is_closed_leaves_the_looks_of_the_others():
    Panel([HTML("words")]).close()
    assert shared_look(Layout).comm is not None
