"""Names of files, folders, classes, speakers and runs, whoever gave them, are shown letter by letter: never markup."""

import ast
import json
import re
from dataclasses import fields
from urllib.parse import unquote

import ipywidgets
import pytest
import soundfile
import torch

from every_panel import PANELS
from frontear import datasets
from frontear.data import Signal
from frontear.training.run import Run
from frontear.training.settings import Settings
from frontear_widgets import Curve, Exercise, HeatMap, Lines, Player, chart
from frontear_widgets.audio.chooser import SoundChooser
from frontear_widgets.audio.set_chooser import SetChooser
from frontear_widgets.audio.sounds import OWN, sounds_of
from frontear_widgets.core.controls import CONTROL
from frontear_widgets.core.live import CopyCode
from frontear_widgets.lessons.beyond_audio.hear import hear
from frontear_widgets.lessons.beyond_audio.records import OWN as OWN_RECORDS
from frontear_widgets.lessons.beyond_audio.records import RecordChooser
from frontear_widgets.lessons.gallery import gallery
from frontear_widgets.lessons.learning.answers import answer
from frontear_widgets.lessons.paradigms.filter_activations import filter_activations
from frontear_widgets.lessons.paradigms.random_features import RandomFeatures
from frontear_widgets.lessons.shared.evaluation import REAL, confusions, sweeps
from frontear_widgets.training.job_panel import mild, wrong
from frontear_widgets.training.race import Race
from frontear_widgets.training.run_library import RunLibrary
from frontear_widgets.training.runs import RUNS, RunChooser
from frontear_widgets.training.trainer import Trainer
from frontear_widgets.views.names import drawn, escaped
from frontear_widgets.views.table import table

WORD = "onerror"
MARKUP = f'<img src=x {WORD}=alert(1)>&amp;"$x$'  # what a folder can be called
OUTSIDE = {RunChooser: "run", SoundChooser: "sound", SetChooser: "set", RecordChooser: "record"}


def outside(settings_class):
    """The fields of a panel's settings that name something from outside, and what of it."""
    kinds = {field.name: type(field.metadata[CONTROL].make()) for field in fields(settings_class)}
    return {name: OUTSIDE[kind] for name, kind in kinds.items() if kind in OUTSIDE}


IN_WORDS = (answer, filter_activations, confusions, sweeps, hear)
TAKE_NAMES = {make: named for make, (settings_class, _) in PANELS.items() if (named := outside(settings_class))}


@pytest.fixture(scope="module")
def named(tmp_path_factory):
    """A run, a sound and a set with markup in every name."""
    patch, folder = pytest.MonkeyPatch(), tmp_path_factory.mktemp("own")
    patch.setenv("FRONTEAR_CACHE", str(tmp_path_factory.mktemp("cache")))
    noise = torch.Generator().manual_seed(0)
    for kind in (f"{MARKUP} 1", f"{MARKUP} 2"):
        (folder / kind).mkdir()
        for speaker in range(5):
            waveform = torch.rand(4_000, generator=noise) - 0.5
            soundfile.write(folder / kind / f"{MARKUP}{speaker}_{MARKUP}.wav", waveform.numpy(), 8_000)
    own = datasets.from_folder(folder, group="^(.+?)_")
    classes = tuple(sorted({file.label for file in own.files}))
    settings = Settings.of(data=datasets.from_folder(folder).name, frontend="log-mel")
    set_name = OWN.add_set(own, MARKUP)
    sound = next(iter(sounds_of(set_name).values()))[0]
    record = OWN_RECORDS.add(Signal(torch.rand(1, 6_000, generator=noise), 300, name=MARKUP, unit=MARKUP))
    yield {"run": RUNS.add(Run(settings, classes), MARKUP), "sound": sound, "set": own.name, "record": record}
    for of_page in (OWN, RUNS, OWN_RECORDS):
        of_page.unobserve_all()  # by lists that outlive their test
    OWN.sets, RUNS.own, OWN_RECORDS.records = {}, {}, {}
    patch.undo()


def parts(widget):
    yield widget
    for child in getattr(widget, "children", ()):
        yield from parts(child)


def as_written(text, written):
    """How often the name stands there; whatever is left of one stands in it."""
    assert text.count(WORD) == text.count(written), text
    return text.count(written)


def shown_right(widget):
    """How often names stand in the page, all of them letter by letter."""
    found = 0
    for part in parts(widget):
        match part:
            case ipywidgets.HTML():
                found += as_written(part.value, escaped(MARKUP))
            case Lines():
                found += as_written(part.figure.replace("\\", ""), drawn(MARKUP))
                found += as_written(f"{part.title} {part.alt}", MARKUP)
            case HeatMap():
                found += as_written(f"{part.title} {part.alt}", MARKUP)
            case Player():
                found += as_written(" ".join(sound["name"] for sound in part.sounds), MARKUP)
            case CopyCode():
                quoted = [node.value for node in ast.walk(ast.parse(part.code)) if isinstance(node, ast.Constant)]
                assert part.code.count(WORD) == sum(str(value).count(WORD) for value in quoted), part.code
    return found


@pytest.mark.parametrize("make", TAKE_NAMES, ids=lambda make: make.__name__)
def test_a_panel_shows_names_as_they_are(named, make):
    panel = make(**{field: named[kind] for field, kind in TAKE_NAMES[make].items()})
    shown_right(panel)
    if make in IN_WORDS:
        assert shown_right(panel.views["words"])


def test_a_refusal_that_quotes_a_name_shows_it_as_it_is(named):
    panel = confusions(run=named["run"])
    panel.set(speakers=REAL)
    assert shown_right(panel.errors["speakers"]) == 2  # classes


def test_the_panels_that_learn_show_the_names_of_sets_and_runs_as_they_are(named):
    trainer = Trainer(data=named["set"])
    assert shown_right(trainer.plan.views["words"])
    for panel in (trainer, Race(data=named["set"]), RandomFeatures(data=named["set"])):
        shown_right(panel)


def test_the_library_shows_runs_by_their_names_and_the_speakers_held_out(named):
    library = RunLibrary()
    assert shown_right(library.table)
    held_out = Settings.of(frontend="log-mel", held_out=(MARKUP,))
    library.chosen.value = RUNS.add(Run(held_out, ("a", "b")), "without one")
    assert shown_right(library.told) == 1


def test_a_sound_that_went_from_the_disk_is_missed_by_its_name(named):
    chooser = SoundChooser()
    chooser._go(lambda: f"{named['sound']}!")
    assert shown_right(chooser.told)
    assert chooser.value == "yes"


def failing(*_):
    raise ValueError(f"got {MARKUP}")


def test_what_the_core_says_and_draws_of_a_name_is_the_name(named, ask):
    predict = ask("?", [MARKUP, "b"], right=MARKUP, because="", answer=failing)
    predict.choice.value = "b"
    predict.commit()
    exercise = Exercise("?", answer(), lambda _: (False, MARKUP))
    exercise.check()
    curves = Lines(chart("", [Curve(MARKUP, [0], [0])], x=MARKUP, y=MARKUP, alt="", x_names=[MARKUP], y_names=[MARKUP]))
    told = [ipywidgets.HTML(html) for html in (wrong(MARKUP), mild([MARKUP]), table([MARKUP], [[MARKUP, MARKUP]]))]
    assert [shown_right(each) for each in (predict, exercise, curves, *told)] == [2, 1, 5, 1, 1, 3]


def test_a_card_of_the_gallery_leads_to_its_file_and_has_its_title(tmp_path):
    about = {"title": MARKUP, "question": MARKUP, "minutes": MARKUP, "picture": MARKUP}
    notebook = {"metadata": {"frontear": about}}
    (tmp_path / f"01_{MARKUP}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    cards = gallery(tmp_path).data
    (link,) = re.findall('href="([^"]*)"', cards)
    assert unquote(link) == f"01_{MARKUP}.ipynb"
    assert as_written(cards.replace(link, ""), escaped(MARKUP)) == 3
