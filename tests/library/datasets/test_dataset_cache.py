"""The cache gives back what was built, notices damage, and is done without where nothing can be written."""

import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from frontear.datasets import cache
from frontear.datasets.cache import key, stored


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.setenv("FRONTEAR_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def arrays(size=5_000):
    return {"waveforms": np.arange(size, dtype=np.float32), "lengths": np.array([2, 3]), "none": np.zeros(0, np.uint8)}


def refuse():
    raise AssertionError("built again")


def assert_same(got, expected):
    assert got.keys() == expected.keys()
    for name, array in expected.items():
        np.testing.assert_array_equal(got[name], array)
        assert got[name].dtype == array.dtype


def test_what_was_built_once_is_not_built_again(root):
    assert_same(stored("a", arrays), arrays())
    assert_same(stored("a", refuse), arrays())


def test_arrays_of_some_size_are_mapped_and_private(root):
    stored("a", arrays)
    mapped = stored("a", refuse)["waveforms"]
    assert isinstance(mapped.base, np.memmap)
    mapped[0] = 7
    assert_same(stored("a", refuse), arrays())


@pytest.mark.parametrize(
    "damage", ["cut", "flip", "empty", "garbage", "no index", "bad index", "one gone", "no folder"]
)
def test_a_damaged_cache_is_built_again(root, damage):
    stored("a", arrays)
    sounds, index = root / "a" / "waveforms.npy", root / "a" / "index.json"
    content = sounds.read_bytes()
    match damage:
        case "cut":
            sounds.write_bytes(content[:-100])
        case "flip":
            sounds.write_bytes(content[:9_000] + bytes([content[9_000] ^ 1]) + content[9_001:])
        case "empty":
            sounds.write_bytes(b"")
        case "garbage":
            sounds.write_bytes(b"garbage" * 1_000)
        case "no index":
            index.unlink()
        case "bad index":
            index.write_text('{"waveforms": ')
        case "one gone":
            sounds.unlink()
        case "no folder":
            shutil.rmtree(root / "a")
            (root / "a").write_text("a file")
    assert_same(stored("a", arrays), arrays())
    assert_same(stored("a", refuse), arrays())


def test_a_cache_that_cannot_be_written_is_done_without(root, monkeypatch):
    root.parent.joinpath("cache").write_text("a file where the folder should be")
    assert_same(stored("a", arrays), arrays())

    def full(*_arguments):
        raise OSError(28, "No space left on device")

    root.unlink()
    monkeypatch.setattr(np, "save", full)
    assert_same(stored("a", arrays), arrays())
    assert not list(root.iterdir())


def test_the_key_names_the_contents_in_their_order_and_the_settings():
    keys = [key([b"a", b"b"], 8_000), key([b"b", b"a"], 8_000), key([b"ab"], 8_000), key([b"a", b"b"], 16_000)]
    assert len(set(keys)) == 4
    assert keys[0] == key(iter([b"a", b"b"]), 8_000)


def test_what_was_not_used_for_longest_goes_first(root, monkeypatch):
    for name in "abc":
        stored(name, arrays)
    for age, name in enumerate("cab"):  # b was used last
        os.utime(root / name, (1_000 + age, 1_000 + age))
    monkeypatch.setattr(cache, "MAX_BYTES", 2.5 * 21_000)
    stored("d", arrays)
    assert sorted(path.name for path in root.iterdir()) == ["b", "d"]


# ---- other people's files


def laid(folder, **files):
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


THESIS = {"thesis/index.json": '{"chapters": 3}', "thesis/chapters.npy": "numbers", "thesis/a/b/c.tex": "words"}


@pytest.mark.parametrize(
    "files",
    [
        THESIS,
        {"essay/index.json": '{"key": "essay"}', "essay/essay.txt": "words"},
        {"essay/index.json": '{"key": "essay", "arrays": 3}', "essay/essay.txt": "words"},
        {"essay/index.json": "[1, 2]", "list/index.json": "null", "cut/index.json": '{"key": '},
        {"notes.txt": "words", "notes.npy": "numbers"},
    ],
)
def test_what_somebody_else_has_laid_into_the_folder_of_the_cache_is_never_pruned(root, monkeypatch, files):
    theirs = laid(root, **files)
    for path in (*root.iterdir(), *theirs):
        os.utime(path, (0, 0))
    monkeypatch.setattr(cache, "MAX_BYTES", 1)
    for name in "ab":
        stored(name, arrays)
    assert {path: path.read_bytes() for path in theirs} == theirs
    assert not (root / "a").exists()
    assert (root / "b").is_dir()


def test_links_to_what_lies_elsewhere_are_never_pruned(root, tmp_path, monkeypatch):
    stored("a", arrays)
    (root / "a").rename(tmp_path / "a")  # whole, but somebody has moved it away and linked it back
    (root / "a").symlink_to(tmp_path / "a")
    (root / "round").symlink_to(root)
    (root / "nowhere").symlink_to("gone")
    monkeypatch.setattr(cache, "MAX_BYTES", 1)
    stored("b", arrays)
    assert {"a", "round", "nowhere", "b"} == set(os.listdir(root))
    assert len(os.listdir(tmp_path / "a")) == 4


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="has no pipes")
def test_a_pipe_or_a_large_file_called_as_our_index_is_not_read(root, monkeypatch):
    laid(root, **{"large/index.json": " " * 1_000_001, "large/essay.txt": "words"})
    (root / "pipe").mkdir()
    os.mkfifo(root / "pipe/index.json")
    monkeypatch.setattr(cache, "MAX_BYTES", 1)
    assert_same(stored("a", arrays), arrays())
    assert {"large", "pipe", "a"} == set(os.listdir(root))


def test_an_index_that_names_files_outside_its_folder_takes_none_of_them_away(root, monkeypatch):
    theirs = laid(root.parent, **{"mine.npy": "numbers"})
    laid(
        root,
        **{"evil/index.json": json.dumps({"key": "evil", "arrays": {"../../mine": 1, str(root.parent / "mine"): 1}})},
    )
    monkeypatch.setattr(cache, "MAX_BYTES", 1)
    stored("a", arrays)
    assert {path: path.read_bytes() for path in theirs} == theirs


def test_a_file_laid_among_the_arrays_stays_when_they_go(root, monkeypatch):
    stored("a", arrays)
    (root / "a" / "notes.txt").write_text("mine")
    assert_same(stored("a", refuse), arrays())
    os.utime(root / "a", (0, 0))
    monkeypatch.setattr(cache, "MAX_BYTES", 1)
    stored("b", arrays)
    assert os.listdir(root / "a") == ["notes.txt"]


@pytest.mark.parametrize("taken", ["a file", "a folder", "a link", "damaged, with a note"])
def test_what_has_the_name_of_an_entry_and_is_not_one_stays_and_the_arrays_are_kept_beside(root, tmp_path, taken):
    match taken:
        case "a file":
            theirs = laid(root, **{"a": "words"})
        case "a folder":
            theirs = laid(root, **{"a/index.json": '{"a": 1}', "a/words.txt": "words"})
        case "a link":
            theirs = laid(tmp_path / "elsewhere", **{"waveforms.npy": "words", "index.json": "{}"})
            root.mkdir()
            (root / "a").symlink_to(tmp_path / "elsewhere")
        case "damaged, with a note":
            stored("a", arrays)
            (root / "a/waveforms.npy").write_bytes(b"garbage")
            (root / "a/notes.txt").write_text("mine")
            theirs = {root / "a/notes.txt": b"mine"}
            assert_same(stored("a", arrays), arrays())
    assert_same(stored("a", arrays), arrays())
    assert_same(stored("a", refuse), arrays())
    assert {path: path.read_bytes() for path in theirs} == theirs


def test_two_that_prune_at_once_get_their_arrays(root, monkeypatch):
    """The other one has taken the files away after this one saw them."""
    stored("a", arrays)
    whole = cache._size

    def late(files):
        found = whole(files)
        shutil.rmtree(root / "a", ignore_errors=True)
        return found

    monkeypatch.setattr(cache, "_size", late)
    monkeypatch.setattr(cache, "MAX_BYTES", 1)
    assert_same(stored("b", arrays), arrays())
    assert_same(stored("b", refuse), arrays())


def test_a_folder_that_may_not_be_listed_is_done_without(root, monkeypatch):
    root.mkdir()

    def refused(*_, **__):
        raise PermissionError(13, "Permission denied")

    for name in ("iterdir", "mkdir", "read_text", "is_dir", "stat"):
        monkeypatch.setattr(Path, name, refused)
    assert_same(stored("a", arrays), arrays())
