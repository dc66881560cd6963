"""AudioSet's embeddings: records written here come back, damaged ones are named, real ones are all there."""

import contextlib
import os
import random
import struct
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from test_tfrecord import record

from frontear import datasets
from frontear.datasets import audioset
from frontear.datasets.audioset import Embedding, embedding_tensors
from frontear.datasets.found import File

REAL = os.environ.get("FRONTEAR_DATA")


def number(value):
    return bytes([value & 0x7F | 0x80]) + number(value >> 7) if value > 0x7F else bytes([value])


def field(place, content):
    return number(place << 3 | 2) + number(len(content)) + content


def feature(name, kind, content):
    return field(1, field(1, name.encode()) + field(2, field(kind, field(1, content))))


def example(video, labels, frames, *, start_seconds=30.0):
    """A SequenceExample as TensorFlow writes it."""
    context = feature("labels", 3, b"".join(map(number, labels))) + feature("video_id", 1, video.encode())
    context += feature("start_time_seconds", 2, struct.pack("<f", start_seconds))
    rows = b"".join(field(1, field(1, field(1, row.tobytes()))) for row in frames)
    return field(1, context) + field(2, field(1, field(1, b"audio_embedding") + field(2, rows)))


def rows(seed, seconds=10):
    return np.random.default_rng(seed).integers(0, 256, (seconds, 128), dtype=np.uint8)


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.setenv("FRONTEAR_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("FRONTEAR_CACHE", str(tmp_path / "cache"))
    for kind in ("bal_train", "eval"):
        (tmp_path / "data/audioset" / kind).mkdir(parents=True)
    return tmp_path / "data/audioset"


def lay(root):
    first = record(example("videoA", [0, 500], rows(1))) + record(example("videoB", [7], rows(2, seconds=4)))
    (root / "bal_train/aa.tfrecord").write_bytes(first)
    (root / "bal_train/bb.tfrecord").write_bytes(record(example("vidéo", [300, 1, 2], rows(3), start_seconds=0.5)))
    (root / "eval/cc.tfrecord").write_bytes(record(example("videoD", [0], rows(4))))


def test_records_come_back_as_they_were_written_the_second_time_too(root):
    lay(root)
    for _ in range(2):
        loaded = datasets.load("audioset-embeddings", split="train")
        assert [one.name for one in loaded] == ["videoA", "videoB", "vidéo"]
        assert [one.labels for one in loaded] == [(0, 500), (7,), (300, 1, 2)]
        assert [one.start_seconds for one in loaded] == [30.0, 30.0, 0.5]
        assert {one.group for one in loaded} == {"bal_train"}
        for one, seed, seconds in zip(loaded, (1, 2, 3), (10, 4, 10), strict=True):
            np.testing.assert_array_equal(one.frames.numpy(), rows(seed, seconds))
            assert one.frames.untyped_storage().nbytes() == 128 * seconds  # what is pickled or saved with it


def test_the_folder_eval_is_for_testing(root):
    lay(root)
    assert [one.name for one in datasets.load("audioset-embeddings", split="test")] == ["videoD"]
    assert len(datasets.load("audioset-embeddings")) == 4


def test_a_split_of_which_nothing_is_here_says_so(root):
    lay(root)
    (root / "eval/cc.tfrecord").unlink()
    with pytest.raises(ValueError, match="the split 'test' of audioset-embeddings is empty"):
        datasets.load("audioset-embeddings", split="test")


def test_a_damaged_file_is_named_and_why(root):
    lay(root)
    path = root / "bal_train/bb.tfrecord"
    whole = path.read_bytes()
    path.write_bytes(whole[:500] + bytes([whole[500] ^ 1]) + whole[501:])
    with pytest.raises(ValueError, match=r"bb\.tfrecord: the record at byte .* checksum is wrong"):
        datasets.load("audioset-embeddings")
    path.write_bytes(whole[:-9])
    with pytest.raises(ValueError, match=r"bb\.tfrecord: the record at byte 0 is cut short"):
        datasets.load("audioset-embeddings")
    path.write_bytes(whole)
    assert len(datasets.load("audioset-embeddings")) == 4


@pytest.mark.parametrize(
    "content",
    [
        b"",
        field(1, feature("video_id", 1, b"a")),
        field(2, b""),
        example("a", [1], rows(0))[:-130] + b"\0" * 130,
        example("a", [1], rows(0)[:, :100]),
    ],
)
def test_a_record_that_is_no_embedding_is_refused(root, content):
    (root / "eval/x.tfrecord").write_bytes(record(content))
    with pytest.raises(ValueError, match=r"no embedding of AudioSet|not of 128 bytes|over the end|wire type|end"):
        datasets.load("audioset-embeddings")


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(["flip", "cut", "insert", "any"]))
def test_any_message_is_an_embedding_or_a_value_error(seed, damage):
    """Checksums right, content wrong."""
    chance, content = random.Random(seed), bytearray(example("videoA", [0, 500], rows(1)))
    at = chance.choice([chance.randrange(120), chance.randrange(len(content))])
    match damage:
        case "flip":
            content[at] = chance.randrange(256)
        case "cut":
            del content[at : at + chance.randrange(1, 200)]
        case "insert":
            content[at:at] = chance.randbytes(chance.randrange(1, 20))
        case "any":
            content = chance.randbytes(chance.randrange(60))
    with contextlib.suppress(ValueError):
        audioset._parsed([File(Path("fuzzed"), "eval", "x", "eval")], [record(bytes(content))])


def test_what_only_sounds_have_is_refused(root):
    lay(root)
    with pytest.raises(ValueError, match="per_class=3"):
        datasets.load("audioset-embeddings", per_class=3)
    with pytest.raises(ValueError, match="sample_rate=16000"):
        datasets.load("audioset-embeddings", sample_rate=16_000)


def test_the_names_of_the_classes_stand_in_their_order(root):
    lay(root)
    with pytest.raises(ValueError, match=r"class_labels_indices\.csv is not there"):
        datasets.classes("audioset-embeddings")
    (root / "class_labels_indices.csv").write_text('index,mid,display_name\n0,/m/0,"Speech"\n1,/m/1,"Cry, sob"\n')
    assert datasets.classes("audioset-embeddings") == ["Speech", "Cry, sob"]


def test_a_batch_is_padded_and_every_label_is_marked():
    records = [
        Embedding(torch.from_numpy(rows(0, seconds)), labels, "a", 0.0, "eval")
        for seconds, labels in ((10, (0, 2)), (3, ()))
    ]
    batch = embedding_tensors(records, classes=4)
    assert batch.frames.shape == (2, 10, 128)
    assert batch.frames.dtype == torch.uint8
    assert batch.frames[1, 3:].sum() == 0
    assert batch.lengths.tolist() == [10, 3]
    assert batch.labels.tolist() == [[True, False, True, False], [False] * 4]
    with pytest.raises(ValueError, match="label 2, allowed are 0…1"):
        embedding_tensors(records, classes=2)
    with pytest.raises(ValueError, match="one or more"):
        embedding_tensors([])


@pytest.mark.skipif(not REAL, reason="loads real data sets: name their folder in FRONTEAR_DATA")
def test_the_balanced_training_split_is_whole(tmp_path, monkeypatch):
    """22,160 segments and 527 classes, as published."""
    monkeypatch.setenv("FRONTEAR_CACHE", str(tmp_path))
    if not datasets.here("audioset-embeddings"):
        pytest.skip("audioset-embeddings is not in FRONTEAR_DATA")
    loaded = datasets.load("audioset-embeddings", split="train")
    assert len(loaded) == len({(one.name, one.start_seconds) for one in loaded}) == 22_160
    assert {label for one in loaded for label in one.labels} == set(range(527))
    assert all(1 <= len(one.frames) <= 10 and len(one.name) == 11 for one in loaded)
    assert datasets.classes("audioset-embeddings")[0] == "Speech"
    assert len(datasets.classes("audioset-embeddings")) == 527


def test_how_often_a_label_was_heard_again_is_read_where_a_person_has_laid_the_file(root):
    lay(root)
    (root / "class_labels_indices.csv").write_text('index,mid,display_name\n0,/m/0,"Speech"\n1,/m/1,"Cry, sob"\n')
    assert datasets.label_quality("Speech") is None
    (root / "qa_true_counts.csv").write_text("label_id,num_rated,num_true\n/m/1,10,4\n/m/0,30,27\n")
    assert datasets.label_quality("Speech") == (30, 27)
    assert datasets.label_quality("Cry, sob").true == 4


@pytest.mark.parametrize("counts", ["/m/1,10,4", "/m/0,10,11", "/m/0,0,0", "/m/0,ten,4"])
def test_a_file_of_counts_that_says_nothing_of_a_label_is_refused(root, counts):
    lay(root)
    (root / "class_labels_indices.csv").write_text('index,mid,display_name\n0,/m/0,"Speech"\n')
    (root / "qa_true_counts.csv").write_text(f"label_id,num_rated,num_true\n{counts}\n")
    with pytest.raises(ValueError, match=r"qa_true_counts\.csv: got .* for 'Speech', allowed is"):
        datasets.label_quality("Speech")
