"""The cache gives back what was built, notices damage, and is done without where nothing can be written."""

import os
import shutil

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
