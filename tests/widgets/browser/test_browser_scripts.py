"""The modules of the page are sent once a kernel, whole, and in the one form of import that the loader follows."""

import gzip
import json
import posixpath
import re

import pytest
from ipywidgets.widgets import widget

from frontear_widgets import HeatMap, Lines, Player
from frontear_widgets.audio.own_sound import OwnSound
from frontear_widgets.browser import LOADER, OF_VOILA, PageWidget, Scripts, texts
from frontear_widgets.core.sliders import WholeSlider
from frontear_widgets.training.run_file import RunFile
from frontear_widgets.views.code import CopyCode

FILES = texts()
LINKED = re.compile(r'^(?:import|\}).* from "(\.[\w./]+)";$', re.MULTILINE)  # as loader.js finds them
WIDGETS = {HeatMap, Lines, Player, OwnSound, RunFile, CopyCode} | {*PageWidget.__subclasses__()}


@pytest.mark.parametrize("name", FILES)
def test_a_file_imports_nothing_but_files_that_are_sent_in_the_form_that_the_loader_follows(name: str):
    linked = LINKED.findall(FILES[name])
    begun = re.findall(r"^import\b|^export .* from ", FILES[name], re.MULTILINE)
    assert len(linked) == len(begun)

    assert {posixpath.normpath(posixpath.join(posixpath.dirname(name), path)) for path in linked} <= set(FILES)


@pytest.mark.parametrize("widget", sorted(WIDGETS, key=str), ids=lambda widget: widget.__name__)
def test_every_widget_of_ours_has_a_module_that_shows_it(widget: type[PageWidget]):
    begins = "begin" if hasattr(widget, "unseen") else "render"
    assert f"\nexport default {{ {begins} }};" in FILES[widget.module.default_value]


def test_the_look_is_the_text_of_the_stylesheet_before_the_module_that_wears_it():
    look = re.match(r"const LOOK = (.*);\n", FILES["page/manners.js"])
    assert look
    assert ".frontear-panel {" in json.loads(look[1])
    assert [name for name, text in FILES.items() if "const LOOK = " in text] == ["page/manners.js"]  # sent once


def test_widgets_share_one_model_of_all_files_and_carry_the_loader_alone():
    first, second = CopyCode("a"), CopyCode("b")
    assert first.scripts is second.scripts
    assert json.loads(gzip.decompress(first.scripts.files)) == FILES
    assert first.get_state()["_esm"] == LOADER
    assert first.get_state()["scripts"] == f"IPY_MODEL_{first.scripts.model_id}"


@pytest.mark.parametrize("of_voila", [False, True])
def test_the_one_page_of_a_kernel_is_not_told_again_what_it_has_said(monkeypatch, of_voila):
    monkeypatch.setattr(widget, "JUPYTER_WIDGETS_ECHO", True)
    monkeypatch.delenv(OF_VOILA, raising=False)
    if of_voila:
        monkeypatch.setenv(OF_VOILA, "/")
    Scripts()
    slider, sent = WholeSlider(), []
    monkeypatch.setattr(slider, "_send", lambda message, **_: sent.append(message["method"]))
    slider.set_state({"value": 7})
    assert slider.value == 7
    assert sent.count("echo_update") == (not of_voila)
