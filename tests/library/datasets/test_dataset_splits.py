"""Splits keep a speaker together, follow official lists, and find who there is."""

from hashlib import sha1
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontear.datasets.found import File
from frontear.datasets.splits import by_folder, by_group, by_official_lists, found_groups

ROOT = Path("speech_commands")


def said(*speakers):
    return [File(ROOT / f"yes/{speaker}_nohash_0.wav", "yes", speaker, speaker) for speaker in speakers]


def sides(parts):
    return {name: found_groups(files) for name, files in parts.items()}


def test_the_last_fifth_of_the_groups_is_held_out():
    assert sides(by_group(said(*"edcba"), ROOT, None)) == {"train": list("abcd"), "test": ["e"]}
    assert sides(by_group(said(*"abcdef"), ROOT, None))["test"] == ["e", "f"]  # rounded up
    assert sides(by_group(said("b", "a"), ROOT, None)) == {"train": ["a"], "test": ["b"]}


@given(st.sets(st.text(min_size=1), min_size=2), st.data())
def test_any_choice_of_groups_is_held_out_whole_and_nothing_is_lost(groups, data):
    held_out = data.draw(st.sets(st.sampled_from(sorted(groups)), min_size=1, max_size=len(groups) - 1))
    files = said(*groups, *groups)
    parts = by_group(files, ROOT, sorted(held_out))
    assert {file.group for file in parts["test"]} == held_out
    assert {file.group for file in parts["train"]} == groups - held_out
    assert len(parts["train"]) + len(parts["test"]) == len(files)


@pytest.mark.parametrize("held_out", [["z"], [], ["a", "b", "c"], ["a", "z"]])
def test_groups_that_are_not_there_none_or_all_cannot_be_held_out(held_out):
    with pytest.raises(ValueError, match="some but not all of a, b, c"):
        by_group(said("a", "b", "c"), ROOT, held_out)


def test_there_is_no_split_of_one_group():
    with pytest.raises(ValueError, match="got 1 group"):
        by_group(said("a", "a"), ROOT, None)


def test_official_lists_are_followed_where_they_lie(tmp_path):
    files = [File(tmp_path / f"yes/{who}_nohash_0.wav", "yes", who, who) for who in "abcd"]
    (tmp_path / "testing_list.txt").write_text("yes/c_nohash_0.wav\nno/b_nohash_0.wav\n")
    (tmp_path / "validation_list.txt").write_text("yes/a_nohash_0.wav\n")
    assert sides(by_official_lists(files, tmp_path, None)) == {"train": ["b", "d"], "validation": ["a"], "test": ["c"]}
    assert sides(by_official_lists(files, tmp_path, ["d"])) == {"train": ["a", "b", "c"], "test": ["d"]}


def test_without_lists_the_hash_of_the_speaker_decides_as_it_did_for_the_lists(tmp_path):
    """The rule of the data set's README, in exact integers."""
    speakers = [f"{number:08x}" for number in range(400)]
    parts = sides(by_official_lists(said(*speakers), ROOT, None))
    for speaker in speakers:
        share = int(sha1(speaker.encode()).hexdigest(), 16) % 2**27
        side = "validation" if 10 * share < 2**27 - 1 else "test" if 5 * share < 2**27 - 1 else "train"
        assert speaker in parts[side]
    assert 20 < len(parts["test"]) < 60
    assert 20 < len(parts["validation"]) < 60


def test_a_part_of_the_data_that_the_rule_leaves_without_training_is_split_by_speaker():
    testers = [f"{number:08x}" for number in range(400)]
    testers = sides(by_official_lists(said(*testers), ROOT, None))["test"]
    parts = sides(by_official_lists(said(*testers), ROOT, None))
    assert set(parts) == {"train", "test"}
    assert len(parts["test"]) == -(-len(testers) // 5)


def test_folders_are_the_split_of_the_publisher():
    files = [File(ROOT / kind / "a.tfrecord", kind, kind, kind) for kind in ("bal_train", "eval", "unbal_train")]
    assert sides(by_folder(files, ROOT, None)) == {"train": ["bal_train", "unbal_train"], "test": ["eval"]}
    with pytest.raises(ValueError, match="the folders are the split"):
        by_folder(files, ROOT, ["eval"])
