import re
import shutil
from math import pi

import pytest
import torch

from frontear import datasets
from frontear.data.clip import SAMPLES, shipped
from frontear.dsp.signals import faded, tone
from frontear_widgets.audio import sounds
from frontear_widgets.audio.chooser import SoundChooser
from frontear_widgets.audio.sounds import OWN, Clip, OwnSounds, code, set_of, sets, sound, sounds_of
from frontear_widgets.browser.plain import HIDDEN
from frontear_widgets.core.page_value import PageValue
from frontear_widgets.lessons.windowing.sampling import decibels
from frontear_widgets.training.plan import data_sets


@pytest.fixture
def nothing_else(monkeypatch, tmp_path):
    """A machine without real data sets."""
    monkeypatch.setenv("FRONTEAR_DATA", str(tmp_path))


def test_every_set_of_the_catalogue_that_can_be_heard_can_be_chosen(nothing_else):
    assert set(sets().values()) >= {name for name in datasets.names() if datasets.audible(name)}
    assert not set(sets().values()) & {"audioset-embeddings", "ecg-cinc2017", "seismic"}
    assert "Free Spoken Digit Dataset (not here)" in sets()


def test_choosing_a_set_chooses_its_first_class_and_sound_and_names_its_licence():
    chooser = SoundChooser()
    chooser.set.value = "samples/digits"
    assert chooser.kind.options[:3] == ("0", "1", "2")
    assert set_of(chooser.value) == "samples/digits"
    assert sound(chooser.value).label == "0"
    assert "CC0" in chooser.told.value


def test_choosing_a_class_chooses_its_first_sound():
    chooser = SoundChooser()
    chooser.set.value = "samples/digits"
    chooser.kind.value = "7"
    assert sound(chooser.value).label == "7"
    assert chooser.value == sounds_of("samples/digits")["7"][0]


def test_a_set_that_is_not_here_says_how_to_get_it_and_the_sound_stays(nothing_else):
    chooser = SoundChooser()
    chooser.set.value = "fsdd"
    assert "python -m frontear.datasets fetch fsdd" in chooser.told.value
    assert chooser.value == "yes"


@pytest.fixture
def half_there(monkeypatch, tmp_path):
    """A folder that cannot be read, one of links to nothing, and three digits of which the first is such a link.

    A link to itself cannot be opened by an administrator either.
    """
    monkeypatch.setenv("FRONTEAR_DATA", str(tmp_path))
    (tmp_path / "esc10").symlink_to(tmp_path / "esc10")
    links = ["instruments/harp/A4.mp3", "instruments/harp/C2.mp3", "fsdd/recordings/0_ann_0.wav"]
    for path in (tmp_path / name for name in links):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(".git/annex/objects/gone")
    for name in ("1_ann_0.wav", "2_bob_0.wav", ".DS_Store", "._1_ann_0.wav"):
        shutil.copy(SAMPLES / shipped("yes")["file"], tmp_path / "fsdd/recordings" / name)
    return tmp_path


def test_sets_that_cannot_be_read_take_neither_the_others_nor_a_panel_of_lesson_01_away(half_there):
    esc, notes, digits = (datasets.CATALOGUE[name].title for name in ("esc10", "instruments", "fsdd"))
    assert {f"{esc} (not here)", f"{notes} (not here)", digits} <= set(sets())
    shown = decibels()
    (chooser,) = (part for part in parts(shown) if isinstance(part, SoundChooser))
    for unreadable, why in (("esc10", "cannot be read"), ("instruments", "links to nothing")):
        chooser.set.value = unreadable
        assert why in chooser.told.value
        assert chooser.value == "yes"
    chooser.set.value = "fsdd"
    assert chooser.value == "fsdd: 1_ann_0"
    assert [name for name, _ in chooser.list.options] == ["1_ann_0", "2_bob_0"]
    assert set(data_sets().values()) >= {"esc10", "fsdd"}


@pytest.mark.parametrize(("n_damaged", "chosen"), [(1, "fsdd: 2_bob_0"), (2, "yes")])
def test_a_set_whose_first_sounds_cannot_be_read_is_opened_at_another(half_there, n_damaged, chosen):
    for name in ["1_ann_0.wav", "2_bob_0.wav"][:n_damaged]:
        (half_there / "fsdd/recordings" / name).write_bytes(b"no sound")
    sound.cache_clear()
    chooser = SoundChooser()
    chooser.set.value = "fsdd"
    assert chooser.value == chosen
    assert ("1_ann_0.wav: not a sound" in chooser.told.value) == (chosen == "yes")


def parts(widget):
    yield widget
    for child in getattr(widget, "children", ()):
        yield from parts(child)


def test_a_set_that_goes_while_the_page_is_open_leaves_its_sound_and_the_others(half_there):
    chooser = SoundChooser()
    chooser.value = "fsdd: 1_ann_0"
    shutil.rmtree(half_there / "fsdd")
    OWN.add(Clip(tone(440), 16_000))  # makes every chooser look again
    assert chooser.value == chooser.list.value == "fsdd: 1_ann_0"
    chooser.set.value = "samples/digits"
    assert set_of(chooser.value) == "samples/digits"


def test_a_sound_that_cannot_be_read_says_why_until_another_is_chosen_and_the_sound_stays(monkeypatch):
    chooser, damaged = SoundChooser(), sounds_of("samples/digits")["7"][1]
    chooser.set.value = "samples/digits"
    chooser.kind.value = "7"
    stays = chooser.value

    def reads(name):
        if name == damaged:
            raise ValueError("7-2.ogg: the file is damaged")
        return sound(name)

    monkeypatch.setattr("frontear_widgets.audio.chooser.sound", reads)
    chooser.list.value = damaged
    assert "7-2.ogg: the file is damaged" in chooser.told.value
    assert chooser.value == stays
    chooser.list.value = stays
    assert "damaged" not in chooser.told.value


def test_a_name_set_from_code_moves_all_lists():
    chooser, name = SoundChooser(), sounds_of("samples/words")["stop"][2]
    chooser.value = name
    assert (chooser.set.value, chooser.kind.value, chooser.list.value) == ("samples/words", "stop", name)


@pytest.fixture
def page(monkeypatch):
    """A page without panels, on which nothing was chosen yet."""
    page = PageValue("sound", check=sound)
    monkeypatch.setattr("frontear_widgets.audio.chooser.PAGE_SOUND", page)
    monkeypatch.setattr(SoundChooser, "page", page)
    return page


def test_an_own_sound_of_one_panel_is_that_of_all_and_a_button_brings_a_panels_own_sound_back(page):
    one, other = decibels(), decibels(name="clock")
    chooser, others = one.controls["name"], other.controls["name"]
    assert [HIDDEN in each.back._dom_classes for each in (chooser, others)] == [True, True]
    chooser._take(Clip(tone(440), 16_000, name="a.wav"))
    assert one.settings.name == other.settings.name == page.value
    assert page.value.startswith("a.wav")
    assert others.set.value == "my sounds"
    assert [each.back.description for each in (chooser, others)] == ["Back to yes", "Back to clock"]
    others.back.click()
    assert (one.settings.name, other.settings.name) == (page.value, "clock")
    assert [HIDDEN in each.back._dom_classes for each in (chooser, others)] == [False, True]


def test_a_sound_or_a_set_that_is_chosen_from_a_list_is_the_pages_too(page):
    one, other = decibels(), decibels()
    one.controls["name"].list.value = "clock"
    assert other.settings.name == "clock"
    other.controls["name"].set.value = "samples/digits"
    assert one.settings.name == other.settings.name == page.value
    assert set_of(page.value) == "samples/digits"


def test_the_sound_that_a_panel_begins_with_is_named_short():
    chooser = decibels(name=sounds_of("samples/digits")["7"][0]).controls["name"]
    chooser.value = "yes"
    assert re.fullmatch(r"Back to seven-\w+-1", chooser.back.description)


@pytest.mark.parametrize(
    ("file", "names"),
    [
        ("owl.wav", ["owl.wav", "owl.wav (2)", "owl.wav (3)"]),
        ("yes", ["yes (2)", "yes (3)"]),
        ("fsdd: 7_jackson_0", ["fsdd 7_jackson_0"]),
        ("a:: b.wav", ["a b.wav"]),
        ("my recording", ["my recording 1", "my recording 2"]),
        ("<b>owl.wav", ["<b>owl.wav"]),
        ("", ["sound", "sound (2)"]),
    ],
)
def test_an_own_sound_is_called_as_its_file_and_as_no_other_sound(file, names):
    own = OwnSounds()
    assert [own.add(Clip(tone(440), 16_000, name=file)) for _ in names] == names
    assert [own.clips[name].name for name in names] == names


def test_of_a_long_name_begin_and_end_are_kept():
    name = OwnSounds().add(Clip(tone(440), 16_000, name=f"{'owl ' * 40}at night.wav"))
    assert len(name) == 60
    assert name.startswith("owl owl")
    assert name.endswith("at night.wav")
    assert "…" in name


def test_the_code_of_a_sound_of_a_data_set_loads_it():
    name, names = sounds_of("samples/digits")["3"][1], {}
    exec(code(name), names)
    assert (names["heard"].waveform[: 5 * 16_000] == sound(name).waveform).all()


@pytest.mark.parametrize("start", [0, 1, 45_678, 7 * 16_000])
def test_of_a_long_recording_the_five_loudest_seconds_are_heard_to_the_sample_and_without_its_offset(start):
    loud = tone(440, seconds=5, phase=pi / 2)
    level = torch.zeros(12 * 16_000)
    level[start : start + len(loud)] = loud
    heard = sounds._excerpt(Clip(level + 0.3, 16_000, name="long"))
    assert heard.name == "long"
    torch.testing.assert_close(heard.waveform, faded(loud, sample_rate=16_000), atol=1e-6, rtol=0)


def test_an_offset_makes_no_part_of_a_recording_the_loudest():
    """Squared with the offset, a swing to one side of it would count more than a larger one to the other."""
    level = torch.zeros(20 * 16_000)
    level[:16_000], level[15 * 16_000 : 16 * 16_000] = 0.2, -0.4
    heard = sounds._excerpt(Clip(level + 0.5, 16_000)).waveform
    assert heard.min() == pytest.approx(-0.4 + 0.4 / 5, abs=1e-3)


def test_five_seconds_and_less_are_heard_as_they_are():
    short = Clip(tone(440, seconds=5) + 0.3, 16_000)
    assert sounds._excerpt(short) is short


@pytest.mark.parametrize("name", ["samples/digits: nobody", "nobody: nothing", "clok"])
def test_an_unknown_sound_is_refused_in_a_sentence(name):
    with pytest.raises(ValueError, match="allowed"):
        sound(name)
