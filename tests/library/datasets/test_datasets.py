"""Loading: what lies in the folders becomes clips, the same ones for the same seed, and says what is wrong."""

import copy
import io
import os
import pickle
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import scipy.io
import soundfile
import torch

from frontear import datasets
from frontear.data.clip import sample_names, sample_sets
from frontear.datasets.__main__ import main

REAL = os.environ.get("FRONTEAR_DATA")
real = pytest.mark.skipif(not REAL, reason="loads real data sets: name their folder in FRONTEAR_DATA")
DIGITS = [f"fsdd/recordings/{digit}_{who}_{take}.wav" for digit in (0, 7) for who in ("ann", "b_ob") for take in (0, 1)]


@pytest.fixture
def root(tmp_path, monkeypatch):
    """An empty folder for data sets, and another for what is decoded."""
    monkeypatch.setenv("FRONTEAR_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("FRONTEAR_CACHE", str(tmp_path / "cache"))
    return tmp_path / "data"


def lay(root, names, *, sample_rate=8_000):
    """Write a different short noise under every name."""
    for seed, name in enumerate(names):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        soundfile.write(path, np.random.default_rng(seed).uniform(-0.5, 0.5, 400 + seed), sample_rate)


# ---- what lies there is found


@pytest.mark.parametrize(
    ("name", "laid", "labels", "groups"),
    [
        ("fsdd", DIGITS, ["0"] * 4 + ["7"] * 4, ["ann", "b_ob"]),
        ("esc10", ["esc10/001 - Dog bark/1-2-A.ogg", "esc10/002 - Rain/4-5-A.ogg"], ["Dog bark", "Rain"], ["1", "4"]),
        (
            "speech-commands",
            ["speech_commands/yes/0a_nohash_0.wav", "speech_commands/no/0b_nohash_1.wav"],
            ["no", "yes"],
            ["0a", "0b"],
        ),
        ("instruments", ["instruments/harp/A4.mp3", "instruments/harp/C2.mp3"], ["harp"] * 2, ["note 1", "note 2"]),
        ("recordings", ["recordings/owl.flac"], ["owl"], []),
    ],
)
def test_clips_carry_the_class_and_the_speaker_or_fold_that_their_names_say(root, name, laid, labels, groups):
    lay(root, laid)
    loaded = datasets.load(name)
    assert [clip.label for clip in loaded] == labels
    assert datasets.groups(name) == groups == sorted({clip.group for clip in loaded} - {""})
    assert datasets.classes(name) == sorted(set(labels))
    assert len({clip.name for clip in loaded}) == len(laid)


def test_folders_that_begin_with_an_underscore_are_no_class_and_other_files_no_sound(root):
    lay(root, ["speech_commands/yes/0a_nohash_0.wav", "speech_commands/_silence_/0b_nohash_0.wav"])
    lay(root, ["speech_commands/_background_noise_/pink.wav", "speech_commands/yes/.hidden_nohash_0.wav"])
    (root / "speech_commands/yes/README.md").write_text("words")
    (root / "speech_commands/LICENSE").write_text("CC BY 4.0")
    assert [clip.name for clip in datasets.load("speech-commands")] == ["yes/0a_nohash_0"]


def test_a_speaker_laid_beside_the_others_is_found(root):
    lay(root, DIGITS)
    assert len(datasets.load("fsdd")) == 8
    lay(root, ["fsdd/recordings/3_zoe_0.wav"])
    assert datasets.groups("fsdd") == ["ann", "b_ob", "zoe"]
    assert "3" in datasets.classes("fsdd")


def test_a_clip_is_its_file_decoded_at_the_rate_asked_for(root):
    lay(root, DIGITS[:1])
    (clip,) = datasets.load("fsdd")
    expected, _ = soundfile.read(root / DIGITS[0], dtype="float32")
    np.testing.assert_array_equal(clip.waveform.numpy(), expected)
    assert clip.sample_rate == 8_000
    (faster,) = datasets.load("fsdd", sample_rate=16_000)
    assert (faster.sample_rate, len(faster.waveform)) == (16_000, 800)


def test_without_the_variable_data_sets_lie_in_the_users_cache(monkeypatch, tmp_path):
    monkeypatch.delenv("FRONTEAR_DATA", raising=False)
    monkeypatch.setattr("platformdirs.user_cache_path", lambda name: tmp_path / name)
    lay(tmp_path / "frontear/data", DIGITS)
    monkeypatch.setenv("FRONTEAR_CACHE", str(tmp_path / "cache"))
    assert len(datasets.load("fsdd")) == 8


# ---- the samples need nothing


def test_the_samples_are_here_without_any_data(root):
    assert datasets.here("samples")
    assert len(datasets.load("samples/digits")) == 480
    assert [clip.name for clip in datasets.load("samples/lessons")] == sorted(sample_names(), key=label_and_name)
    assert {f"samples/{kind}" for kind in sample_sets()} <= set(datasets.names())


def pickled(waveform):
    return pickle.loads(pickle.dumps(waveform))


def saved(waveform):
    file = io.BytesIO()
    torch.save(waveform, file)
    return torch.load(io.BytesIO(file.getvalue()))


def label_and_name(name):
    from frontear.data.clip import clip

    return clip(name).label, name


def test_every_voice_of_the_made_digits_is_on_one_side(root):
    train, test = (datasets.load("samples/digits", split=split) for split in ("train", "test"))
    assert not {clip.group for clip in train} & {clip.group for clip in test}
    assert len(train) + len(test) == 480
    assert {clip.label for clip in train} == {clip.label for clip in test} == set("0123456789")


@pytest.mark.parametrize("again", [pickled, copy.deepcopy, saved])
def test_a_clip_of_a_loaded_set_carries_its_own_samples_only(root, again):
    """The first time they are what was decoded, the second time they are mapped from a file."""
    for _ in range(2):
        one = datasets.load("samples/digits")[7]
        came = again(one.waveform)
        assert torch.equal(came, one.waveform)
        assert came.untyped_storage().nbytes() == one.waveform.nbytes
        assert len(pickle.dumps(one)) < one.waveform.nbytes + 2_000


# ---- chance


def test_the_same_seed_draws_the_same_clips_and_another_seed_others(root):
    drawn = [[file.name for file in datasets.load("samples/digits", per_class=5, seed=seed)] for seed in (0, 0, 1)]
    assert drawn[0] == drawn[1] != drawn[2]
    assert set(Counter(name.split("/")[1].split("-")[0] for name in drawn[0]).values()) == {5}


def test_what_is_drawn_comes_from_the_split(root):
    drawn = datasets.load("samples/words", split="test", per_class=2, seed=3)
    assert {clip.group for clip in drawn} <= {file.group for file in datasets.files("samples/words", split="test")}


@pytest.mark.parametrize("per_class", [0, -1, 5])
def test_more_of_a_class_than_there_are_is_refused(root, per_class):
    lay(root, DIGITS)
    with pytest.raises(ValueError, match=rf"per_class={per_class}, allowed are 1…4"):
        datasets.load("fsdd", per_class=per_class)


# ---- what cannot be loaded


@pytest.mark.parametrize("name", ["", "mnist", "samples/mnist", "FSDD"])
def test_an_unknown_name_is_refused_with_those_that_are_known(root, name):
    with pytest.raises(ValueError, match=r"allowed are samples, fsdd, esc10"):
        datasets.load(name)


def test_a_data_set_that_is_not_here_says_how_to_get_it(root):
    with pytest.raises(ValueError, match=r"fetch fsdd` fetches 12 MB, or lay it in .*data"):
        datasets.load("fsdd")
    with pytest.raises(ValueError, match=r"recordings is not here: lay it in"):
        datasets.load("recordings")
    assert not datasets.here("fsdd")


def test_a_broken_file_is_named(root):
    lay(root, DIGITS)
    (root / DIGITS[3]).write_bytes(b"no sound")
    with pytest.raises(ValueError, match=r"0_b_ob_1\.wav: not a sound"):
        datasets.load("fsdd")


def test_a_file_that_vanishes_is_named(root):
    lay(root, DIGITS)
    (root / DIGITS[0]).unlink()
    (root / DIGITS[0]).symlink_to("nowhere.wav")
    with pytest.raises(ValueError, match=r"0_ann_0\.wav: No such file"):
        datasets.load("fsdd")


def test_an_unknown_split_is_refused(root):
    with pytest.raises(ValueError, match=r"'exam' of samples/digits, allowed are train, test"):
        datasets.load("samples/digits", split="exam")


# ---- the table


def test_the_table_says_what_is_here_and_what_the_rest_would_cost(root, capsys):
    lay(root, DIGITS)
    rows = {row.name: row for row in datasets.table()}
    assert list(rows) == list(datasets.CATALOGUE)
    assert (rows["fsdd"].here, rows["fsdd"].files, rows["fsdd"].classes, rows["fsdd"].groups) == (True, 8, 2, 2)
    assert not rows["esc10"].here
    assert rows["esc10"].fetch_megabytes == 50
    assert rows["recordings"].fetch_megabytes is None
    assert all(row.licence and row.citation and row.home for row in rows.values())
    assert main(["table"]) == 0
    assert "not here, 2429 MB to fetch" in capsys.readouterr().out


# ---- what is no sound


def lay_signals(root):
    """Four persons' hearts and two stations' earthquakes."""
    hearts, quakes = root / "ecg_cinc2017", root / "seismic"
    for folder in (hearts, quakes):
        folder.mkdir(parents=True)
    for number in range(4):
        scipy.io.savemat(hearts / f"A{number}.mat", {"val": np.full((1, 600), 100 * number, dtype=np.int16)})
        (hearts / f"A{number}.hea").write_text(f"A{number} 1 300 600\nA{number}.mat 16+24 1000/mV 16 0 0 0 0 ECG\n")
    (hearts / "REFERENCE.csv").write_text("A0,N\nA1,N\nA2,A\nA3,A\n")
    for number, name in enumerate(["NC_GDXB_20070129", "NC_GDXB_20080717", "BG_SQK_2008"]):
        np.savez(quakes / f"{name}.npz", data=np.full((900, 3), number), itp=300, its=450)


def test_signals_carry_their_rate_unit_and_moments_and_no_person_or_station_is_on_both_sides(root):
    lay_signals(root)
    hearts, quakes = datasets.load("ecg-cinc2017"), datasets.load("seismic")
    assert {(heart.label, heart.sample_rate, heart.unit, heart.waveform.shape) for heart in hearts} == {
        (label, 300, "mV", (1, 600)) for label in ("normal", "atrial fibrillation")
    }
    assert {(quake.sample_rate, quake.waveform.shape, quake.marks["P"], quake.marks["S"]) for quake in quakes} == {
        (100, (3, 900), 3.0, 4.5)
    }
    assert datasets.groups("seismic") == ["BG_SQK", "NC_GDXB"]
    for name in ("ecg-cinc2017", "seismic"):
        train, test = ({signal.group for signal in datasets.load(name, split=split)} for split in ("train", "test"))
        assert train
        assert test
        assert not train & test
        assert not datasets.audible(name)
        with pytest.raises(ValueError, match=r"got sample_rate=8000, allowed is None for what is no sound"):
            datasets.load(name, sample_rate=8_000)
    assert {signal.label for signal in datasets.load("ecg-cinc2017", split="test")} == {"normal", "atrial fibrillation"}


# ---- real recordings


@real
def test_real_hearts_and_earthquakes_load():
    for name, rate, n_channels in (("ecg-cinc2017", 300, 1), ("seismic", 100, 3)):
        if not datasets.here(name):
            pytest.skip(f"{name} is not in FRONTEAR_DATA")
        signals = datasets.load(name)
        assert {(signal.sample_rate, len(signal.channels)) for signal in signals} == {(rate, n_channels)}
        assert all(signal.waveform.std() > 0 and signal.group and signal.unit for signal in signals)
    assert all(signal.marks["P"] < signal.marks["S"] for signal in signals if len(signal.marks) == 2)


@real
@pytest.mark.parametrize("name", ["fsdd", "esc10", "speech-commands", "instruments"])
def test_real_data_sets_load_and_split_without_a_speaker_or_fold_on_both_sides(name, tmp_path, monkeypatch):
    monkeypatch.setenv("FRONTEAR_CACHE", str(tmp_path))
    if not datasets.here(name):
        pytest.skip(f"{name} is not in FRONTEAR_DATA")
    train, test = (datasets.files(name, split=split) for split in ("train", "test"))
    assert train
    assert test
    assert not {file.group for file in train} & {file.group for file in test}
    drawn = datasets.load(name, split="test", per_class=1, sample_rate=16_000)
    assert [clip.label for clip in drawn] == sorted({file.label for file in test})
    assert all(clip.sample_rate == 16_000 and clip.group for clip in drawn)


@real
def test_a_second_load_is_the_first_one_again(tmp_path, monkeypatch):
    monkeypatch.setenv("FRONTEAR_CACHE", str(tmp_path))
    if not datasets.here("fsdd"):
        pytest.skip("fsdd is not in FRONTEAR_DATA")
    first, second = (datasets.load("fsdd", per_class=10) for _ in range(2))
    for one, other in zip(first, second, strict=True):
        assert (one.name, one.label, one.group) == (other.name, other.label, other.group)
        assert torch.equal(one.waveform, other.waveform)
    assert {Path(clip.name).name.split("_")[0] for clip in first} == set("0123456789")
