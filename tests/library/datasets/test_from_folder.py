"""A folder of one's own is a data set like every other: found, split, loaded and learned from by its name."""

import contextlib
import os
from collections import Counter
from math import ceil
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import assume, given
from hypothesis import strategies as st

from frontear import datasets
from frontear.datasets.found import File
from frontear.datasets.splits import by_class, by_group
from frontear.sweeps import words
from frontear.training.run import new_run
from frontear.training.settings import Settings

ANN = r"^(.+?)_"
SPEAKERS = [f"{kind}/{who}_{take}.wav" for kind in ("cat", "dog") for who in ("ann", "ben", "cy") for take in (0, 1)]
FILES = [f"{kind}/{number:02d}.wav" for kind, most in (("cat", 11), ("dog", 2), ("owl", 5)) for number in range(most)]


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch, tmp_path_factory):
    monkeypatch.setenv("FRONTEAR_CACHE", str(tmp_path_factory.mktemp("cache")))


def lay(folder, names, *, sample_rate=8_000, n_samples=800):
    """Write a different noise under every name."""
    for seed, name in enumerate(names):
        path = Path(folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        soundfile.write(path, np.random.default_rng(seed).uniform(-0.5, 0.5, n_samples + seed), sample_rate)
    return folder


def sides(name, what):
    return [{getattr(file, what) for file in datasets.files(name, split=split)} for split in ("train", "test")]


def everything(folder):
    return {path: path.lstat().st_mtime_ns for path in folder.rglob("*")}


# ---- what is found


def test_a_folder_is_a_class_and_what_lies_deeper_in_it_counts_to_it(tmp_path):
    own = datasets.from_folder(lay(tmp_path, ["cat/a.wav", "cat/old/tape 1/b.flac", "dog/a.wav", "dog/c.ogg"]))
    assert [(file.label, file.name) for file in own.files] == [
        ("cat", "cat/a.wav"),
        ("cat", "cat/old/tape 1/b.flac"),
        ("dog", "dog/a.wav"),
        ("dog", "dog/c.ogg"),
    ]
    assert own.left_out == {}
    assert datasets.classes(own.name) == ["cat", "dog"]
    assert datasets.here(own.name)


def test_clips_of_any_rate_and_length_come_at_the_rate_that_is_asked_for(tmp_path):
    lay(tmp_path, ["cat/a.wav", "cat/b.wav"], sample_rate=48_000, n_samples=4_800)
    lay(tmp_path, ["dog/a.wav", "dog/b.wav"], sample_rate=8_000, n_samples=1_600)
    clips = datasets.load(datasets.from_folder(tmp_path).name, sample_rate=16_000)
    assert [(clip.label, len(clip.waveform)) for clip in clips] == [
        ("cat", 1_600),
        ("cat", 1_601),  # 4,801 samples
        ("dog", 3_200),
        ("dog", 3_202),  # 1,601 samples
    ]


def test_what_is_no_sound_is_left_out_and_named_and_the_folder_stays_as_it_was(tmp_path):
    lay(tmp_path, ["cat/a.wav", "cat/b.wav", "dog/a.wav", "dog/b.wav", "_noise_/hum.wav", "dog/_bad/x.wav", "hum.wav"])
    for name in ("cat/letter.txt", "cat/.DS_Store", "dog/._a.wav", "dog/empty.wav"):
        (tmp_path / name).write_bytes(b"" if "empty" in name else b"no sound")
    soundfile.write(tmp_path / "dog/cut.flac", np.random.default_rng(0).uniform(-0.5, 0.5, 20_000), 8_000)
    os.truncate(tmp_path / "dog/cut.flac", 10_000)
    (tmp_path / "cow").mkdir()
    (tmp_path / "cat/gone.wav").symlink_to("nowhere.wav")
    (tmp_path / "cat/round").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "cat/pipe.wav")
    before = everything(tmp_path)
    own = datasets.from_folder(tmp_path)
    assert everything(tmp_path) == before
    assert [file.name for file in own.files] == ["cat/a.wav", "cat/b.wav", "dog/a.wav", "dog/b.wav"]
    assert {name: why.split(",")[0] for name, why in own.left_out.items()} == {
        "_noise_": "a folder that begins with _",
        "cat/.DS_Store": "hidden",
        "cat/gone.wav": "a link to nothing",
        "cat/letter.txt": "not a sound that can be read",
        "cat/pipe.wav": "no file",
        "cat/round": "a link to a folder",
        "cow": "an empty folder",
        "dog/._a.wav": "hidden",
        "dog/_bad": "a folder that begins with _",
        "dog/cut.flac": "the file is damaged or cut short: not all of 20000 samples",
        "dog/empty.wav": "got 0 bytes",
        "hum.wav": "in no folder of a class",
    }
    assert "left out: cow (an empty folder)" in str(own)
    with pytest.warns(UserWarning, match=r"left out _noise_ .* and 7 more"):  # of ten that are not hidden
        assert len(datasets.load(own.name)) == 4


def test_a_file_that_is_mended_is_read_again(tmp_path):
    lay(tmp_path, ["cat/a.wav", "cat/b.wav", "dog/a.wav", "dog/b.wav"])
    sound = (tmp_path / "cat/b.wav").read_bytes()
    (tmp_path / "cat/b.wav").write_bytes(b"broken")
    with pytest.raises(ValueError, match=r"no group of 'cat' .*cat/a\.wav"):
        datasets.from_folder(tmp_path)
    (tmp_path / "cat/b.wav").write_bytes(sound)
    assert datasets.from_folder(tmp_path).left_out == {}


# ---- splits


def test_without_a_pattern_the_last_fifth_of_the_files_of_every_class_is_held_out(tmp_path):
    name = datasets.from_folder(lay(tmp_path, FILES)).name
    held_out = [file.name for file in datasets.files(name, split="test")]
    assert held_out == ["cat/08.wav", "cat/09.wav", "cat/10.wav", "dog/01.wav", "owl/04.wav"]
    assert [file.name for file in datasets.files(name, split="train")] == sorted(set(FILES) - set(held_out))


def test_with_a_pattern_no_speaker_is_on_both_sides_and_every_class_is(tmp_path):
    own = datasets.from_folder(lay(tmp_path, SPEAKERS), group=ANN)
    assert datasets.groups(own.name) == ["ann", "ben", "cy"]
    assert sides(own.name, "group") == [{"ann", "ben"}, {"cy"}]
    assert sides(own.name, "label") == [{"cat", "dog"}] * 2
    assert {file.group for file in datasets.files(own.name, split="test", held_out="ann")} == {"ann"}


def test_the_pattern_is_looked_for_in_the_path_below_the_class(tmp_path):
    lay(tmp_path, [f"{kind}/{who}/{take}.wav" for kind in ("cat", "dog") for who in ("ann", "ben") for take in (0, 1)])
    assert datasets.groups(datasets.from_folder(tmp_path, group="^(.+?)/").name) == ["ann", "ben"]


def test_takes_of_one_animal_stay_together_where_no_class_shares_a_group(tmp_path):
    lay(tmp_path, [f"{who}_{take}.wav" for who in ("cat/tom", "cat/tim", "dog/rex", "dog/rob") for take in (0, 1)])
    assert sides(datasets.from_folder(tmp_path, group=ANN).name, "group") == [{"tim", "rex"}, {"tom", "rob"}]


@given(st.dictionaries(st.sampled_from("abcd"), st.sets(st.integers(0, 30), min_size=2), min_size=2))
def test_of_every_class_a_fifth_is_held_out_by_file_whatever_their_sizes(sizes):
    files = [File(Path(), label, f"{label}{n:02d}", f"{label}{n:02d}") for label, many in sizes.items() for n in many]
    parts = by_class(files, Path(), None)
    assert Counter(file.label for file in parts["test"]) == {
        label: ceil(len(many) / 5) for label, many in sizes.items()
    }
    assert sorted(parts["train"] + parts["test"]) == sorted(files)


@given(st.sets(st.tuples(st.sampled_from("abcd"), st.integers(0, 9)), min_size=2))
def test_no_group_is_ever_on_both_sides_and_every_class_is_or_it_is_refused(said):
    files = [File(Path(), label, f"{label}{who}", str(who)) for label, who in sorted(said)]
    assume((parts := split_or_none(files)) is not None)
    train, test = parts["train"], parts["test"]
    assert not {file.group for file in train} & {file.group for file in test}
    assert {file.label for file in train} == {file.label for file in test} == {label for label, _ in said}


def split_or_none(files):
    with contextlib.suppress(ValueError):
        return by_class(files, Path(), None)


@given(st.sets(st.sampled_from("abcdefgh"), min_size=2), st.integers(2, 12))
def test_where_all_say_everything_the_split_is_that_of_other_data_sets(labels, n_speakers):
    files = [File(Path(), label, f"{label}{n:02d}", f"{n:02d}") for label in sorted(labels) for n in range(n_speakers)]
    assert by_class(files, Path(), None) == by_group(files, Path(), None)


# ---- by its name, wherever a data set has one


@pytest.mark.parametrize("place", ["100%", "a,b", "a: b", "%41", "?group=", "<b>ü</b>", 'it\'s "mine"'])
def test_any_path_can_be_written_as_a_name_and_found_by_it(tmp_path, place):
    own = datasets.from_folder(lay(tmp_path / place, SPEAKERS), group=r"^(\w{2,3}?)_")
    assert datasets.groups(own.name) == ["ann", "ben", "cy"]
    assert ": " not in own.name
    assert words.choices([f"data={own.name}"]) == {"data": [own.name]}


def test_a_name_can_be_written_by_hand_from_home_or_from_where_one_is(tmp_path, monkeypatch):
    lay(tmp_path / "my sounds", SPEAKERS)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert len(datasets.load("folder:~/my sounds")) == len(SPEAKERS)
    monkeypatch.chdir(tmp_path)
    assert datasets.groups(f"folder:my sounds?group={ANN}") == ["ann", "ben", "cy"]
    assert datasets.from_folder("my sounds").name == f"folder:{tmp_path / 'my sounds'}"


def test_a_run_learns_from_a_folder_and_is_kept_from_what_is_held_out(tmp_path):
    own = datasets.from_folder(lay(tmp_path, SPEAKERS), group=ANN)
    run, learned, unseen = new_run(Settings.of(data=own.name, frontend="log-mel", n_filters=8, epochs=1))
    assert (len(learned), len(unseen)) == (8, 4)
    assert run.classes == ("cat", "dog")
    assert [step.n_steps for step in run.learn(learned, unseen)] == [1]


# ---- what cannot be a data set


@pytest.mark.parametrize(
    ("names", "group", "sentence"),
    [
        ([], None, "got no folder with sounds in"),
        (["a.wav", "b.wav"], None, "got no folder with sounds in"),
        (["cat/a.wav", "cat/b.wav"], None, "got one folder with sounds, 'cat', in .* allowed are two or more"),
        (
            ["cat/a.wav", "cat/b.wav", "dog/a.wav"],
            None,
            "got no group of 'dog' that can be held out .dog/a.wav., allowed are two",
        ),
        (
            ["cat/a_1.wav", "cat/a_2.wav", "dog/a_1.wav", "dog/b_1.wav"],
            ANN,
            "got no group of 'cat' that can be held out .a.,",
        ),
        (SPEAKERS, "^(x)", r"pattern '\^\(x\)' finds nothing in 'ann_0.wav' \(cat/ann_0.wav\)"),
        (SPEAKERS, "(z)?", "finds nothing"),
        (SPEAKERS, "(", "unterminated subpattern"),
        (SPEAKERS, "ann", "got 0 groups in the pattern 'ann', allowed is one"),
        (SPEAKERS, "(a)(n)", "got 2 groups"),
    ],
)
def test_what_cannot_be_split_into_classes_and_groups_is_refused_in_a_sentence(tmp_path, names, group, sentence):
    with pytest.raises(ValueError, match=sentence):
        datasets.from_folder(lay(tmp_path, names), group=group)


def test_a_folder_that_is_not_there_is_not_here(tmp_path):
    with pytest.raises(ValueError, match="there is no folder"):
        datasets.from_folder(tmp_path / "nowhere")
    with pytest.raises(ValueError, match="there is no folder"):
        datasets.from_folder("~nobody-of-that-name/sounds")
    assert not datasets.here(f"folder:{tmp_path / 'nowhere'}")
    with pytest.raises(ValueError, match=r"are not here: there is no folder .*nowhere"):
        datasets.load(f"folder:{tmp_path / 'nowhere'}")
