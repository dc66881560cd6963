"""A data set is found where its makers, torchaudio or a person unpacked it, and the same clips come of it."""

import numpy as np
import pytest
import soundfile

from frontear import datasets

TAKES = ["recordings/0_ann_0.wav", "recordings/0_bob_0.wav"]
WORDS = ["yes/0a_nohash_0.wav", "no/0b_nohash_1.wav", "_background_noise_/pink.wav"]
DOGS = ["001 - Dog bark/1-2-A.wav", "002 - Rain/4-5-A.wav"]
NOTES = ["harp/A4.mp3", "harp/C2.mp3"]
TABLE = """filename,fold,target,category,esc10,src_file,take
1-100032-A-0.wav,1,0,dog,True,100032,A
3-100038-A-14.wav,3,14,chirping_birds,False,100038,A
4-102844-C-11.wav,4,11,sea_waves,True,102844,C
5-000000-A-10.wav,5,10,rain,True,0,A
"""
HEARD = ["audio/1-100032-A-0.wav", "audio/3-100038-A-14.wav", "audio/4-102844-C-11.wav"]  # the rain is not here


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.setenv("FRONTEAR_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("FRONTEAR_CACHE", str(tmp_path / "cache"))
    return tmp_path / "data"


def lay(folder, names):
    for seed, name in enumerate(names):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        soundfile.write(folder / name, np.random.default_rng(seed).uniform(-0.5, 0.5, 400 + seed), 8_000)


def lay_esc50(folder, table=TABLE):
    lay(folder, HEARD)
    (folder / "meta").mkdir()
    (folder / "meta/esc50.csv").write_text(table, encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "places", "files"),
    [
        (
            "fsdd",
            ["fsdd", "fsdd/free-spoken-digit-dataset-1.0.9", "free-spoken-digit-dataset-master", "fsdd/unpacked here"],
            TAKES,
        ),
        ("esc10", ["esc10", "ESC-10-master", "esc10/ESC-10-master", "ESC-10-master/ESC-10-master"], DOGS),
        (
            "speech-commands",
            [
                "speech_commands",
                "SpeechCommands/speech_commands_v0.02",  # torchaudio in the root
                "speech_commands/SpeechCommands/speech_commands_v0.02",  # torchaudio in the folder
                "speech_commands/speech_commands_v0.02",
                "speech_commands_v0.02",
            ],
            WORDS,
        ),
        ("instruments", ["instruments", "instruments/samples", "tonejs-instruments-master/samples"], NOTES),
    ],
)
def test_a_set_is_the_same_wherever_it_was_unpacked(root, name, places, files):
    found = []
    for number, place in enumerate(places):
        here = root.with_name(f"data {number}")
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("FRONTEAR_DATA", str(here))
            assert not datasets.here(name)
            lay(here / place, files)
            assert datasets.here(name)
            found.append([(clip.label, clip.name, clip.group, len(clip.waveform)) for clip in datasets.load(name)])
            assert datasets.fetch(name) == here / place if name != "instruments" else True
    assert found[0]
    assert all(each == found[0] for each in found)


@pytest.mark.parametrize(
    "place", ["esc10", "esc10/ESC-50-master", "ESC-50-master", "esc50/ESC-50-master", "esc10/mine"]
)
def test_of_esc_50_the_ten_classes_of_esc_10_are_taken_as_its_table_says(root, place):
    lay_esc50(root / place)
    clips = datasets.load("esc10")
    assert [(clip.label, clip.name, clip.group) for clip in clips] == [
        ("dog", "1-100032-A-0", "1"),
        ("sea_waves", "4-102844-C-11", "4"),
    ]
    assert [clip.name for clip in datasets.load("esc10", split="test")] == ["4-102844-C-11"]
    assert next(row for row in datasets.table() if row.name == "esc10").files == 2


def test_its_own_folder_comes_before_all_others(root):
    lay(root / "esc10", DOGS)
    lay_esc50(root / "ESC-50-master")
    assert datasets.classes("esc10") == ["Dog bark", "Rain"]


def test_the_official_lists_are_those_beside_the_words(root):
    """By the rule alone all three speakers would be for training."""
    inside = root / "speech_commands/SpeechCommands/speech_commands_v0.02"
    lay(inside, ["yes/ann_nohash_0.wav", "yes/bob_nohash_0.wav", "yes/cat_nohash_0.wav"])
    (inside / "testing_list.txt").write_text("yes/bob_nohash_0.wav")
    (inside / "validation_list.txt").write_text("yes/cat_nohash_0.wav")
    parts = [[file.group for file in datasets.files("speech-commands", split=split)] for split in SPLITS]
    assert parts == [["ann"], ["cat"], ["bob"]]


SPLITS = ("train", "validation", "test")


def test_another_version_of_a_set_is_not_taken_for_it(root):
    lay(root / "SpeechCommands/speech_commands_v0.01", WORDS)
    assert not datasets.here("speech-commands")


@pytest.mark.parametrize(
    ("table", "why"),
    [
        (TABLE.replace("fold", "part"), "a row lacks fold"),
        ("filename,fold,category,esc10\n1.wav,1\n", "a row lacks category, esc10"),
        (TABLE.encode("utf-16"), "cannot be read"),
    ],
)
def test_a_table_that_does_not_say_it_is_named(root, table, why):
    lay_esc50(root / "esc10")
    path = root / "esc10/meta/esc50.csv"
    path.write_bytes(table if isinstance(table, bytes) else table.encode())
    with pytest.raises(ValueError, match=rf"esc50\.csv.*{why}"):
        datasets.load("esc10")
    assert not datasets.here("esc10")


def test_a_table_saved_by_a_spreadsheet_is_read(root):
    lay_esc50(root / "esc10", table="\ufeff" + TABLE.replace("True", "TRUE").replace("\n", "\r\n"))
    assert datasets.classes("esc10") == ["dog", "sea_waves"]


def test_a_set_without_other_places_is_not_looked_for_deeper(root):
    lay(root / "recordings/holidays", ["whale.wav"])
    assert not datasets.here("recordings")
