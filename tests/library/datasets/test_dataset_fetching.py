"""Fetching installs a whole data set or nothing, and says in one sentence why not."""

import io
import os
import re
import shutil
import tarfile
import zipfile
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
import scipy.io
import soundfile

from frontear import datasets
from frontear.datasets import CATALOGUE, FetchError, fetch
from frontear.datasets.__main__ import main
from loopback import running, send
from waiting import LONG_S

NAMES = [f"{digit}_{who}_0.wav" for digit in (0, 1) for who in ("ann", "bob")]


def packed(names=NAMES, *, seed=0):
    """An archive as GitHub makes it: all in one folder."""
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w:gz") as archive:
        for place, name in enumerate(["README.md", *names]):
            sound = io.BytesIO()
            soundfile.write(sound, np.random.default_rng([seed, place]).uniform(-1, 1, 10_000), 8_000, format="WAV")
            info = tarfile.TarInfo(f"digits-1.0/{'recordings/' if name in names else ''}{name}")
            info.size = len(sound.getvalue())
            archive.addfile(info, io.BytesIO(sound.getvalue()))
    return whole.getvalue()


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.setenv("FRONTEAR_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("FRONTEAR_CACHE", str(tmp_path / "cache"))
    return tmp_path / "data"


@pytest.fixture
def server(root, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with running(packed()) as served:
        archive = replace(CATALOGUE["fsdd"].archive, url=served.url, megabytes=0.1)
        monkeypatch.setitem(CATALOGUE, "fsdd", replace(CATALOGUE["fsdd"], archive=archive))
        yield served


def fetched(name="fsdd"):
    return fetch(name, timeout_s=LONG_S, progress=False)


def installed(root):
    return sorted(path.name for path in (root / "fsdd").rglob("*.wav"))


def assert_nothing_is_installed(root):
    assert not datasets.here("fsdd")
    assert not (root / "fsdd").exists()
    assert not list(root.glob(".unpacking-*"))


def test_a_fetched_data_set_loads_and_nothing_else_is_left(root, server):
    assert fetched() == root / "fsdd"
    assert installed(root) == NAMES
    assert [clip.group for clip in datasets.load("fsdd")] == ["ann", "bob"] * 2
    assert sorted(path.name for path in root.iterdir()) == [".downloads", "fetched.json", "fsdd"]
    assert not list((root / ".downloads").iterdir())
    assert datasets.check("fsdd")


def test_what_is_here_is_not_fetched_again(root, server):
    fetched()
    fetched()
    assert len(server.ranges) == 1


def test_a_broken_download_installs_nothing_and_the_next_try_goes_on(root, server):
    half = server.content[: len(server.content) // 2]
    server.answers = [lambda handler: send(handler, 200, half, length=len(server.content))]
    with pytest.raises(FetchError, match="broke off"):
        fetched()
    assert_nothing_is_installed(root)
    fetched()
    assert installed(root) == NAMES
    assert server.ranges[1] is not None


@pytest.mark.parametrize(
    "theirs",
    ["my recording.wav", "speakers/ann/take 1.flac", "SpeechCommands/speech_commands_v0.02/LICENSE", ".git/HEAD"],
)
def test_what_lies_in_the_folder_of_a_set_stays_and_nothing_is_fetched(root, server, theirs):
    path = root / "fsdd" / theirs
    path.parent.mkdir(parents=True)
    path.write_bytes(b"mine")
    top = theirs.partition("/")[0]
    with pytest.raises(
        FetchError, match=rf"fsdd holds '{re.escape(top)}' and nothing of this data set: move that away"
    ):
        fetched()
    assert path.read_bytes() == b"mine"
    assert not server.ranges


def test_what_is_laid_there_while_the_set_is_fetched_stays_too(root, server):
    def lay_and_send(handler):
        (root / "fsdd").mkdir()
        (root / "fsdd/mine.wav").write_bytes(b"mine")
        send(handler, 200, server.content)

    server.answers = [lay_and_send]
    with pytest.raises(FetchError, match=r"fsdd holds 'mine\.wav'"):
        fetched()
    assert [path.name for path in (root / "fsdd").iterdir()] == ["mine.wav"]
    (root / "fsdd/mine.wav").unlink()
    fetched()
    assert installed(root) == NAMES
    assert len(server.ranges) == 1  # what came was kept


@pytest.mark.parametrize("kind", ["a file", "a link", "a link to nothing", "a link to itself"])
def test_what_is_no_folder_in_the_place_of_one_stays(root, server, kind):
    place, elsewhere = root / "fsdd", root.parent / "elsewhere"
    root.mkdir()
    if kind == "a file":
        place.write_text("mine")
    else:
        elsewhere.mkdir()
        place.symlink_to({"a link": elsewhere, "a link to nothing": "gone", "a link to itself": place}[kind])
    with pytest.raises(FetchError, match=r"fsdd(/recordings)? (is no folder but a link or a file|cannot be read)"):
        fetched()
    assert place.is_symlink() == (kind != "a file")
    assert os.path.lexists(place)


def test_an_empty_folder_is_filled(root, server):
    (root / "fsdd").mkdir(parents=True)
    fetched()
    assert installed(root) == NAMES


def test_files_of_somebody_else_among_the_downloads_stay(root, server):
    (root / ".downloads/fsdd").mkdir(parents=True)
    (root / ".downloads/fsdd/mine.tar.gz").write_bytes(b"mine")
    fetched()
    assert os.listdir(root / ".downloads/fsdd") == ["mine.tar.gz"]


@pytest.mark.parametrize("content", [b"[1, 2]", b'{"fsdd": ', b"\xff\xfe", b""])
def test_a_list_of_what_was_fetched_that_is_somebody_elses_stays_and_is_named(root, server, content):
    root.mkdir()
    (root / "fetched.json").write_bytes(content)
    with pytest.raises(FetchError, match=r"fetched\.json cannot be read"):
        fetched()
    assert (root / "fetched.json").read_bytes() == content
    with pytest.raises(ValueError, match=r"fetched\.json cannot be read"):
        datasets.check("fsdd")


@pytest.mark.parametrize("damage", ["corrupt", "cut and called whole", "a page", "nothing"])
def test_a_damaged_archive_installs_nothing_and_the_next_try_starts_clean(root, server, damage):
    whole, middle = server.content, len(server.content) // 2
    body = {
        "corrupt": whole[:middle] + b"\0" * 50 + whole[middle + 50 :],
        "cut and called whole": whole[:middle],
        "a page": b"<html>sign in to this hotel</html>",
        "nothing": b"",
    }[damage]
    server.answers = [lambda handler: send(handler, 200, body)]
    with pytest.raises(FetchError, match="damaged or no archive; it was thrown away: fetch again"):
        fetched()
    assert_nothing_is_installed(root)
    fetched()
    assert installed(root) == NAMES


def test_a_wrong_checksum_installs_nothing(root, server, monkeypatch):
    def expect(content):
        archive = replace(CATALOGUE["fsdd"].archive, sha256=sha256(content).hexdigest())
        monkeypatch.setitem(CATALOGUE, "fsdd", replace(CATALOGUE["fsdd"], archive=archive))

    expect(b"another archive")
    with pytest.raises(FetchError, match="wrong checksum"):
        fetched()
    assert_nothing_is_installed(root)
    expect(server.content)
    fetched()
    assert installed(root) == NAMES


def test_without_a_known_checksum_the_files_have_to_be_those_of_the_last_time(root, server):
    fetched()
    shutil.rmtree(root / "fsdd")
    server.content = packed(seed=1)
    with pytest.raises(FetchError, match=r"other files than the last time.*fetched\.json"):
        fetched()
    assert_nothing_is_installed(root)
    server.content = packed()
    fetched()
    assert datasets.check("fsdd")


def test_the_check_notices_a_changed_file(root, server):
    fetched()
    (root / "fsdd/recordings" / NAMES[0]).write_bytes(b"changed")
    assert not datasets.check("fsdd")
    with pytest.raises(ValueError, match="esc10 was not fetched"):
        datasets.check("esc10")


def test_what_file_managers_leave_and_links_to_nothing_change_no_check(root, server):
    fetched()
    for left in (".DS_Store", "recordings/.DS_Store", "recordings/._0_ann_0.wav", "recordings/Thumbs.db"):
        (root / "fsdd" / left).write_bytes(b"left")
    (root / "fsdd/recordings/gone.wav").symlink_to("nowhere")
    (root / "fsdd/round").symlink_to("..")
    assert datasets.check("fsdd")


def test_a_file_that_may_not_be_read_is_named_by_the_check(root, server, monkeypatch, capsys):
    fetched()
    whole = Path.read_bytes

    def refused(path):
        if path.name == NAMES[2]:
            raise PermissionError(13, "Permission denied", str(path))
        return whole(path)

    monkeypatch.setattr(Path, "read_bytes", refused)
    with pytest.raises(ValueError, match=rf"{NAMES[2]} cannot be read: Permission denied"):
        datasets.check("fsdd")
    assert main(["check", "fsdd"]) == 1
    assert "Traceback" not in capsys.readouterr().err


def test_an_archive_that_wants_out_of_its_folder_installs_nothing(root, server):
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w:gz") as archive:
        archive.addfile(tarfile.TarInfo("digits-1.0/recordings/0_ann_0.wav"))
        archive.addfile(tarfile.TarInfo("digits-1.0/../../../evil"))
    server.content = whole.getvalue()
    with pytest.raises(FetchError, match="outside its folder"):
        fetched()
    assert_nothing_is_installed(root)
    assert not list(root.parent.rglob("evil"))
    server.content = packed()
    fetched()


def test_an_archive_of_something_else_installs_nothing(root, server):
    server.content = packed(names=[])
    with pytest.raises(FetchError, match="holds no sounds of fsdd"):
        fetched()
    assert_nothing_is_installed(root)


def test_a_disk_too_small_is_known_before_anything_is_fetched(root, server, monkeypatch):
    archive = replace(CATALOGUE["fsdd"].archive, megabytes=1e12)
    monkeypatch.setitem(CATALOGUE, "fsdd", replace(CATALOGUE["fsdd"], archive=archive))
    with pytest.raises(FetchError, match=r"the disk is full: 2e\+12 MB are needed"):
        fetched()
    assert server.ranges == []


def test_a_disk_that_fills_up_while_unpacking_keeps_the_archive_for_the_next_try(root, server, monkeypatch):
    def full(*_arguments):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "copyfileobj", full)
        with pytest.raises(FetchError, match="the disk is full: make room"):
            fetched()
    assert_nothing_is_installed(root)
    fetched()
    assert installed(root) == NAMES
    assert len(server.ranges) == 1


def test_a_root_that_cannot_be_written_is_said(root, server):
    root.write_text("a file")
    with pytest.raises(FetchError, match="installing fsdd in"):
        fetched()


def test_a_file_beside_the_archive_is_fetched_too(root, server, monkeypatch):
    archive = replace(CATALOGUE["fsdd"].archive, beside={"labels.csv": server.url})
    monkeypatch.setitem(CATALOGUE, "fsdd", replace(CATALOGUE["fsdd"], archive=archive))
    fetched()
    assert (root / "fsdd/labels.csv").read_bytes() == server.content


def test_what_is_fetched_from_nowhere_says_where_to_lay_it(root):
    with pytest.raises(FetchError, match="recordings is not fetched from anywhere: lay it in"):
        fetched("recordings")


def test_the_command_fetches_each_and_fails_if_one_fails(root, server, capsys):
    assert main(["fetch", "fsdd"]) == 0
    assert main(["fetch", "recordings", "fsdd"]) == 1
    assert main(["fetch", "nothing"]) == 1
    said = capsys.readouterr()
    assert "lay it in" in said.err
    assert "got the data set 'nothing'" in said.err
    assert "Traceback" not in said.err
    assert main(["check", "fsdd"]) == 0
    assert main(["check", "esc10"]) == 1


# ---- what is no sound


def zipped(files):
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return whole.getvalue()


def hearts():
    """As PhysioNet packs them: all in one folder."""
    counts = io.BytesIO()
    scipy.io.savemat(counts, {"val": np.arange(600, dtype=np.int16)[None]})
    header = "{0} 1 300 600\n{0}.mat 16+24 1000/mV 16 0 0 0 0 ECG\n"
    files = {f"validation/{name}.hea": header.format(name) for name in ("A1", "A2")}
    files |= {f"validation/{name}.mat": counts.getvalue() for name in ("A1", "A2")}
    return zipped(files | {"validation/REFERENCE.csv": "A1,N\nA2,A\n"})


def quakes():
    """As GitHub packs a repository."""
    trace = io.BytesIO()
    np.savez(trace, data=np.zeros((900, 3)), itp=300, its=450)
    inside = "PhaseNet-a9383be/dataset/waveform_train"
    files = {f"{inside}/NC_{station}_2007.npz": trace.getvalue() for station in ("A", "B")}
    return zipped(files | {"PhaseNet-a9383be/README.md": "words", "PhaseNet-a9383be/dataset/other/x.npz": b"x"})


@pytest.mark.parametrize(
    ("name", "packed_signals", "n_samples"), [("ecg-cinc2017", hearts, 600), ("seismic", quakes, 900)]
)
def test_signals_that_are_no_sound_are_fetched_as_they_are_packed(root, monkeypatch, name, packed_signals, n_samples):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with running(packed_signals()) as served:
        archive = replace(CATALOGUE[name].archive, url=served.url, megabytes=0.1)
        monkeypatch.setitem(CATALOGUE, name, replace(CATALOGUE[name], archive=archive))
        assert fetched(name) == root / CATALOGUE[name].folder
    signals = datasets.load(name)
    assert [signal.waveform.shape[1] for signal in signals] == [n_samples] * 2
    assert len({signal.group for signal in signals}) == 2
    assert datasets.check(name)
