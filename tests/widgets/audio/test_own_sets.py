"""A zip with a folder for each class: a data set of the page, in every list of data sets, for as long as it lives."""

import io
import json
import zipfile

import numpy as np
import pytest
import soundfile

from frontear import datasets
from frontear.training.run import Run, new_run
from frontear.training.settings import Settings
from frontear_widgets.audio import own_zip
from frontear_widgets.audio.chooser import SoundChooser
from frontear_widgets.audio.own_sound import OwnSound
from frontear_widgets.audio.own_zip import opened
from frontear_widgets.audio.set_chooser import SetChooser
from frontear_widgets.audio.sounds import OWN, code, set_of, sets, sound, sounds_of
from frontear_widgets.lessons.learning.answers import Answer, answer_shown
from frontear_widgets.lessons.paradigms.random_features import RandomFeaturesPlan, random_features_plan_shown
from frontear_widgets.lessons.shared.evaluation import KEPT, Confusion, confusion_shown, confusions
from frontear_widgets.training.plan import Plan, plan_shown
from frontear_widgets.training.race_plan import RacePlan, race_plan_shown
from frontear_widgets.training.runs import RUNS
from frontear_widgets.training.trainer import Trainer

BIRDS = [f"{kind}/{take}.wav" for kind in ("owl", "wren") for take in range(5)]
MARKUP = "<b>owl</b>".replace("/", "")  # a name that a zip can hold, and HTML would read


def wav(seconds=0.3, rate=8_000, seed=0):
    file = io.BytesIO()
    soundfile.write(file, np.random.default_rng(seed).uniform(-0.5, 0.5, int(seconds * rate)), rate, format="WAV")
    return file.getvalue()


def zipped(names, **sound):
    """A zip that holds a different noise under every name; of a dict what it says."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for seed, name in enumerate(names):
            archive.writestr(name, names[name] if isinstance(names, dict) else wav(seed=seed, **sound))
    return whole.getvalue()


@pytest.fixture(autouse=True)
def no_sets_or_runs_before_or_after(monkeypatch, tmp_path):
    monkeypatch.setenv("FRONTEAR_CACHE", str(tmp_path / "cache"))
    RUNS.own = {}
    yield
    for named in (OWN, RUNS):
        named.unobserve_all()  # by lists that outlive their test
    OWN.sets, RUNS.own = {}, {}


@pytest.fixture
def birds():
    """What `datasets.load` calls the set that birds.zip became."""
    own = opened(zipped(BIRDS), "birds.zip")
    OWN.add_set(own, "birds")
    return own.name


def open_in(widget, name, data):
    said = []
    widget.send = said.append
    widget._take(widget, {"kind": "zip", "name": name, "piece": 0, "pieces": 1}, [memoryview(data)])
    return said[0]


def choose_own(widget):
    return next(value for title, value in widget.options if title == "your sounds: birds")


# ---- opened


def test_a_zip_is_a_set_that_can_be_chosen_by_class_and_heard():
    gathered = []
    said = open_in(OwnSound(pytest.fail, gathered.append), "birds.zip", zipped(BIRDS))
    assert said == {"words": "birds.zip: 10 sounds of 2 classes: owl, wren.", "wrong": False}
    assert gathered == ["birds"]
    assert sets()["your sounds: birds"] == "birds"
    assert list(sounds_of("birds")) == ["owl", "wren"]
    name = sounds_of("birds")["wren"][2]
    assert (name, set_of(name)) == ("birds: wren/2.wav", "birds")
    assert sound(name).label == "wren"
    assert sound(name).waveform.shape == (4_800,)


def test_the_chooser_that_opened_it_shows_its_first_sound_and_every_other_one_offers_it():
    one, other = SoundChooser(), SoundChooser()
    open_in(one.children[3], "birds.zip", zipped(BIRDS))
    assert one.value == "birds: owl/0.wav"
    assert other.value == "yes"
    other.set.value = "birds"
    other.kind.value = "wren"
    assert other.value == "birds: wren/0.wav"


def test_a_folder_around_the_folders_and_what_macs_add_are_no_class():
    names = {f"my birds/{name}": wav() for name in BIRDS}
    names |= {"__MACOSX/my birds/._owl": b"x", "my birds/.DS_Store": b"x", "my birds/owl/notes.txt": b"heard in May"}
    own = opened(zipped(names), "birds.zip")
    assert {file.label for file in own.files} == {"owl", "wren"}
    said = open_in(OwnSound(pytest.fail, lambda name: None), "birds.zip", zipped(names))
    assert "Left out are 2: .DS_Store (hidden), owl/notes.txt (not a sound" in said["words"]


def test_a_second_zip_of_the_same_name_is_another_set_and_a_name_that_is_taken_gets_a_number():
    sets = [
        OWN.add_set(opened(zipped(BIRDS), "birds.zip"), wanted) for wanted in ("birds", "birds", "fsdd", "a: b", "")
    ]
    assert sets == ["birds", "birds 2", "fsdd 2", "a b", "sounds"]
    assert len(set(OWN.sets.values())) == 5


@pytest.mark.parametrize("stem", ["long " * 1_000, "梟" * 100, "a\0b", "\udcff", MARKUP], ids=range(5))
def test_a_zip_of_any_name_is_a_set_or_refused_in_a_sentence(stem):
    gathered = []
    said = open_in(OwnSound(pytest.fail, gathered.append), f"{stem}.zip", zipped(BIRDS))
    assert not said["wrong"]
    assert len(gathered[0]) <= 60
    refused = open_in(OwnSound(pytest.fail, gathered.append), f"{stem}.zip", b"a letter")
    assert refused["wrong"]
    assert len(refused["words"]) < 250
    json.dumps([said, refused, sets()], ensure_ascii=False).encode()  # as it is sent


def test_the_code_of_its_sound_loads_it(birds):
    name, names = "birds: owl/3.wav", {}
    exec(code(name), names)
    assert (names["heard"].waveform == sound(name).waveform).all()


# ---- refused


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"a letter", "birds.zip: it is damaged or no archive. The last sound stays."),
        (zipped(BIRDS)[:-30], "birds.zip: it is damaged or no archive. The last sound stays."),
        (zipped(["../owl/a.wav", "wren/a.wav"]), "outside its folder"),
        (zipped(["a.wav", "b.wav"]), "birds.zip: got no folder with sounds in it, allowed are two or more"),
        (zipped(["owl/a.wav", "owl/b.wav"]), "got one folder with sounds, 'owl', in it, allowed are two or more"),
        (zipped(["owl/a.wav", "wren/a.wav"]), "got no group of 'owl' that can be held out"),
        (zipped([]), "got no folder with sounds in it"),
    ],
)
def test_what_cannot_be_a_set_is_explained_and_leaves_nothing_behind(data, sentence):
    before = len(list(own_zip.Path(own_zip._room().name).iterdir()))
    said = open_in(OwnSound(pytest.fail, pytest.fail), "birds.zip", data)
    assert said["wrong"]
    assert sentence in said["words"]
    assert OWN.sets == {}
    assert len(list(own_zip.Path(own_zip._room().name).iterdir())) == before


def test_a_zip_that_swells_is_refused_while_it_is_unpacked(monkeypatch):
    bomb = zipped({"owl/a.wav": bytes(5_000_000), "wren/a.wav": bytes(5_000_000)})
    assert len(bomb) < 20_000
    monkeypatch.setattr(own_zip, "MOST_BYTES", 6_000_000)
    with pytest.raises(ValueError, match="more than is allowed"):
        opened(bomb, "birds.zip")
    monkeypatch.setattr(own_zip, "MOST_FILES", 9)
    with pytest.raises(ValueError, match="more than the 9 files allowed"):
        opened(zipped(BIRDS), "birds.zip")


def test_more_sounds_than_a_network_takes_at_once_are_refused_before_they_are_decoded():
    hours = {name: wav(1, 1_000) for name in BIRDS} | {"owl/9.wav": wav(170, 1_000)}
    with pytest.raises(ValueError, match=r"got 11 sounds of up to 170 s, 1870 s where each .* allowed are 1800"):
        opened(zipped(hours), "birds.zip")


# ---- wherever a data set can be chosen


def test_every_list_of_data_sets_has_it_also_those_that_were_there_before():
    before = [Trainer().plan.controls["data"], confusions().controls["speakers"], SetChooser({"digits": "fsdd"})]
    values = [widget.value for widget in before]
    OWN.add_set(opened(zipped(BIRDS), "birds.zip"), "birds")
    assert [widget.value for widget in before] == values
    for widget in [*before, SetChooser({})]:
        widget.value = choose_own(widget)
        assert datasets.classes(widget.value) == ["owl", "wren"]


def test_plans_say_what_of_it_is_learned_and_what_is_kept_away(birds):
    assert "8 clips of your sounds: birds" in plan_shown(Plan(data=birds))["words"]
    assert "2 clips of other files are kept away" in plan_shown(Plan(data=birds))["words"]
    assert "8 clips, 2 classes" in race_plan_shown(RacePlan(data=birds))["words"]
    assert "<b>10 clips</b> of 2 classes" in random_features_plan_shown(RandomFeaturesPlan(data=birds))["words"]


def test_a_run_learns_from_it_in_its_thread_and_is_tested_on_what_it_was_kept_from(birds):
    trainer = Trainer(data=birds, frontend="log-mel", n_filters=8, epochs=1)
    trainer.start()
    trainer.wait()
    (name,) = RUNS.own
    assert RUNS[name].classes == ("owl", "wren")
    assert RUNS[name].settings.data.name == birds
    assert "of 2 clips are named rightly: what it was kept from" in confusion_shown(Confusion(run=name))["words"]
    with pytest.raises(ValueError, match=f"it has learned from these sounds; allowed here: {KEPT}"):
        confusion_shown(Confusion(run=name, speakers=birds))


def test_a_run_is_tested_on_ones_own_sounds_of_the_classes_that_it_names(birds):
    run, *_ = new_run(Settings.of(data=birds, frontend="log-mel", n_filters=8))
    name = RUNS.add(run)
    more = opened(zipped(["owl/a.wav", "owl/b.wav", "wren/a.wav", "wren/b.wav"]), "more.zip").name
    others = opened(zipped(["cat/a.wav", "cat/b.wav", "dog/a.wav", "dog/b.wav"]), "cats.zip").name
    assert "of 4 clips are named rightly" in confusion_shown(Confusion(run=name, speakers=more))["words"]
    with pytest.raises(ValueError, match=r"got labels \['cat', 'dog'\], allowed are owl, wren"):
        confusion_shown(Confusion(run=name, speakers=others))


def test_a_run_whose_sounds_are_elsewhere_says_so_and_is_still_a_run(birds):
    gone = Settings.of(data=birds + " that are gone", frontend="log-mel", n_filters=8)
    name = RUNS.add(Run(gone, ("owl", "wren")))
    with pytest.raises(
        ValueError, match=r"the sounds of folder:.*birds that are gone are not here: there is no folder"
    ):
        confusion_shown(Confusion(run=name))


def test_a_cell_beyond_ten_classes_can_be_chosen():
    own = opened(zipped([f"{kind:02d}/{take}.wav" for kind in range(12) for take in (0, 1)]), "many.zip")
    run, *_ = new_run(Settings.of(data=own.name, frontend="log-mel", n_filters=8))
    live = confusions(run=RUNS.add(run))
    live.views["matrix"]._answer(live.views["matrix"], {"choose": [11, 10]}, [])
    assert (live.settings.row, live.settings.column) == (11, 10)


def test_names_that_are_markup_are_shown_as_text():
    own = opened(zipped([f"{kind}/{take}.wav" for kind in (MARKUP, "wren") for take in (0, 1)]), "<i>.zip")
    OWN.add_set(own, "<i>")
    run, *_ = new_run(Settings.of(data=own.name, frontend="log-mel", n_filters=8))
    name = RUNS.add(run)
    sure = answer_shown(Answer(run=name, name=f"<i>: {MARKUP}/0.wav"))
    shown = [
        plan_shown(Plan(data=own.name))["words"],
        confusion_shown(Confusion(run=name))["words"],
        sure["words"],
        *sure["sure"].figure["layout"]["xaxis"]["ticktext"],
    ]
    assert not any("<b>owl" in words or "<i>" in words for words in shown)
    assert sum("&lt;b&gt;owl" in words or "&lt;i&gt;" in words for words in shown) == 4
