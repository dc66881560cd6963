"""Folders that may not be read, links to nothing and what file managers leave: said in a sentence, no other set goes.

Permissions do not bind an administrator, who may run these tests: the system's answer is made instead.
"""

import os

import numpy as np
import pytest
import soundfile

from frontear import datasets
from frontear.datasets import FetchError
from frontear.datasets.__main__ import main

TAKES = ["0_ann_0.wav", "0_bob_0.wav", "7_ann_0.wav", "7_bob_0.wav"]


@pytest.fixture
def root(tmp_path, monkeypatch):
    """Digits of two speakers, and dogs and rain."""
    monkeypatch.setenv("FRONTEAR_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("FRONTEAR_CACHE", str(tmp_path / "cache"))
    lay(tmp_path / "data/fsdd/recordings", TAKES)
    lay(tmp_path / "data/esc10", ["001 - Dog bark/1-2-A.wav", "002 - Rain/4-5-A.wav"])
    return tmp_path / "data"


def lay(folder, names):
    for seed, name in enumerate(names):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        soundfile.write(folder / name, np.random.default_rng(seed).uniform(-0.5, 0.5, 400), 8_000)


DENIED = PermissionError(13, "Permission denied")


def shut(monkeypatch, folder, *, error=DENIED):
    """The folder may not be listed, nor anything in it be looked at."""
    for name in ("listdir", "scandir", "stat", "lstat"):
        whole = getattr(os, name)

        def refused(path, *arguments, whole=whole, name=name, **options):
            inside = os.fspath(path).startswith(str(folder) + os.sep)
            if inside or (name.endswith("dir") and os.fspath(path) == str(folder)):
                raise error
            return whole(path, *arguments, **options)

        monkeypatch.setattr(os, name, refused)


def rows():
    return {row.name: row for row in datasets.table()}


@pytest.mark.parametrize("inside", ["fsdd", "fsdd/recordings"])
@pytest.mark.parametrize("error", [DENIED, OSError(5, "Input/output error")])
def test_a_folder_that_may_not_be_read_is_not_here_and_is_named(root, monkeypatch, capsys, inside, error):
    shut(monkeypatch, root / inside, error=error)
    assert not datasets.here("fsdd")
    assert datasets.here("esc10")
    for ask in (datasets.load, datasets.files, datasets.classes, datasets.groups):
        with pytest.raises(ValueError, match=rf"fsdd/recordings cannot be read: {error.strerror}"):
            ask("fsdd")
    with pytest.raises(FetchError, match=r"fsdd/recordings cannot be read"):
        datasets.fetch("fsdd")
    assert (rows()["fsdd"].here, rows()["esc10"].files) == (False, 2)
    assert main(["table"]) == 0
    assert f"fsdd/recordings cannot be read: {error.strerror}" in capsys.readouterr().out


def test_a_folder_that_may_be_listed_and_not_entered_is_not_here_and_is_named(root, monkeypatch):
    shut(monkeypatch, root / "fsdd/recordings")
    monkeypatch.setattr(os, "listdir", lambda path, whole=os.listdir: TAKES if str(path).endswith("s") else whole(path))
    assert not datasets.here("fsdd")
    with pytest.raises(ValueError, match=r"files in .*fsdd cannot be read: may you open"):
        datasets.load("fsdd")


def test_a_class_that_may_not_be_read_is_named_and_never_silently_left_out(root, monkeypatch):
    shut(monkeypatch, root / "esc10/002 - Rain")
    with pytest.raises(ValueError, match=r"002 - Rain cannot be read: Permission denied"):
        datasets.load("esc10")
    assert not datasets.here("esc10")
    assert "002 - Rain" in rows()["esc10"].problem


def test_a_root_that_may_not_be_read_leaves_the_samples(root, monkeypatch):
    shut(monkeypatch, root)
    assert [name for name in datasets.names() if datasets.here(name)] == [n for n in datasets.names() if "/" in n]
    assert rows()["samples"].here
    assert main(["table"]) == 0


@pytest.mark.parametrize("target", ["../.git/annex/objects/gone.wav", "itself"])
def test_links_to_nothing_alone_are_no_data_set_and_say_what_is_missing(root, target):
    """As git-annex leaves them until the content is asked for."""
    for path in (root / "fsdd/recordings").iterdir():
        path.unlink()
        path.symlink_to(path if target == "itself" else target)
    assert not datasets.here("fsdd")
    assert (rows()["fsdd"].here, rows()["fsdd"].files, rows()["fsdd"].megabytes) == (False, 0, 0)
    for ask in (datasets.load, datasets.files, datasets.classes, datasets.groups):
        with pytest.raises(ValueError, match=r"files in .*fsdd are links to nothing: .*git annex get"):
            ask("fsdd")
    with pytest.raises(FetchError, match=r"files in .*fsdd are links to nothing"):
        datasets.fetch("fsdd")


def test_of_a_set_of_which_some_are_links_to_nothing_the_table_counts_the_others_and_loading_names_one(root):
    (root / "fsdd/recordings" / TAKES[0]).unlink()
    (root / "fsdd/recordings" / TAKES[0]).symlink_to("gone.wav")
    assert datasets.here("fsdd")
    assert rows()["fsdd"].files == 3
    with pytest.raises(ValueError, match=r"0_ann_0\.wav: No such file"):
        datasets.load("fsdd")


def test_what_file_managers_leave_is_no_sound_and_no_class(root):
    before = {name: [clip.name for clip in datasets.load(name)] for name in ("fsdd", "esc10")}
    for folder in (root, root / "fsdd", root / "fsdd/recordings", root / "esc10", root / "esc10/002 - Rain"):
        for name in (".DS_Store", "._0_ann_0.wav", "._001 - Dog bark", "Thumbs.db", "desktop.ini"):
            (folder / name).write_bytes(b"\0\5\x16\7")
    (root / "esc10/._003 - Sea waves").mkdir()
    assert {name: [clip.name for clip in datasets.load(name)] for name in before} == before
    assert rows()["fsdd"].files == 4


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_a_name_that_is_no_text_is_left_out_and_odd_ones_are_not(root):
    folder = os.fsencode(root / "fsdd/recordings")
    os.link(os.path.join(folder, b"0_ann_0.wav"), os.path.join(folder, b"0_b\xff_0.wav"))
    os.link(os.path.join(folder, b"0_ann_0.wav"), os.path.join(folder, "0_zoë\n<b>_0.wav".encode()))
    assert datasets.groups("fsdd") == ["ann", "bob", "zoë\n<b>"]


def test_a_folder_that_leads_round_in_a_circle_ends(root):
    (root / "esc10/003 - Round").symlink_to("..")
    (root / "esc10/esc10").symlink_to(".")
    (root / "fsdd/recordings/fsdd").symlink_to("../..")
    assert datasets.classes("esc10") == ["Dog bark", "Rain"]
    assert len(datasets.load("fsdd")) == 4


def test_embeddings_without_the_names_of_their_classes_take_no_other_row_of_the_table_away(root):
    (root / "audioset/eval").mkdir(parents=True)
    (root / "audioset/eval/aa.tfrecord").touch()
    assert "class_labels_indices.csv is not there" in rows()["audioset-embeddings"].problem
    assert rows()["fsdd"].here


def test_lists_of_a_split_that_cannot_be_read_are_named(root):
    lay(root / "speech_commands", ["yes/0a_nohash_0.wav", "no/0b_nohash_1.wav"])
    (root / "speech_commands/testing_list.txt").write_bytes(b"yes/\xff")
    with pytest.raises(ValueError, match=r"testing_list\.txt cannot be read"):
        datasets.load("speech-commands", split="train")
