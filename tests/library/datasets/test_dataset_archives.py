"""Archives are unpacked inside their folder, whole, or not at all."""

import contextlib
import errno
import io
import random
import shutil
import tarfile
import zipfile

import pytest

from frontear.datasets.fetching.archives import digest, unpack
from frontear.datasets.fetching.errors import FetchError


def tarred(path, members, *, kind=tarfile.REGTYPE, link=""):
    with tarfile.open(path, "w:gz") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size, info.type, info.linkname = (len(content) if kind == tarfile.REGTYPE else 0), kind, link
            archive.addfile(info, io.BytesIO(content))
    return path


def zipped(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return path


def files(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


MEMBERS = {"top/a.wav": b"one" * 1_000, "top/b/c.wav": b"two", "README": b"words"}
both = pytest.mark.parametrize("pack", [tarred, zipped])


@both
def test_what_was_packed_comes_out(tmp_path, pack):
    unpack(pack(tmp_path / "archive", MEMBERS), tmp_path / "out")
    assert files(tmp_path / "out") == MEMBERS


@both
def test_folders_are_taken_off_and_prefixes_kept(tmp_path, pack):
    archive = pack(tmp_path / "archive", MEMBERS)
    unpack(archive, tmp_path / "out", strip=1)
    assert set(files(tmp_path / "out")) == {"a.wav", "b/c.wav"}
    unpack(archive, tmp_path / "kept", strip=1, keep=("b/", "d/"))
    assert set(files(tmp_path / "kept")) == {"b/c.wav"}


@both
@pytest.mark.parametrize("name", ["../evil", "a/../../evil", "/evil", "a\\..\\..\\evil", "C:evil", "top/../../evil"])
@pytest.mark.parametrize("strip", [0, 1])
def test_nothing_is_written_outside_the_folder(tmp_path, pack, name, strip):
    archive = pack(tmp_path / "archive", {name: b"evil"})
    with pytest.raises(FetchError, match="outside its folder"):
        unpack(archive, tmp_path / "deep/er/out", strip=strip)
    assert files(tmp_path).keys() == {"archive"}


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE])
def test_links_and_devices_in_a_tar_are_left_out(tmp_path, kind):
    archive = tarred(tmp_path / "archive", {"link": b""}, kind=kind, link="/etc/passwd")
    unpack(archive, tmp_path / "out")
    assert not list(tmp_path.glob("out/*"))


def test_links_in_a_zip_are_left_out(tmp_path):
    info = zipfile.ZipInfo("link")
    info.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "archive", "w") as archive:
        archive.writestr(info, "/etc")
        archive.writestr("a", "one")
    unpack(tmp_path / "archive", tmp_path / "out")
    assert files(tmp_path / "out") == {"a": b"one"}


@both
@pytest.mark.parametrize("damage", ["cut", "middle", "start", "empty", "text", "checksum"])
def test_a_damaged_archive_is_refused(tmp_path, pack, damage):
    noise = bytes(range(256)) * 40
    archive = pack(tmp_path / "archive", {f"{place}.wav": noise[place:] for place in range(30)})
    content = bytearray(archive.read_bytes())
    middle = len(content) // 2 if pack is tarred else 60  # 60: inside the first member's data
    match damage:
        case "cut":
            del content[-200:]
        case "middle":
            content[middle : middle + 8] = b"\xff" * 8
        case "start":
            content[:4] = b"\0" * 4
        case "empty":
            content.clear()
        case "text":
            content[:] = b"<html>Not found</html>"
        case "checksum":
            content[-8 if pack is tarred else 14] ^= 1  # of the gzip stream; of the first member
    if pack is zipped and damage in ("checksum", "start"):  # the directory at the end counts
        content = content.replace(b"PK\x01\x02", b"PK\x09\x09")
    archive.write_bytes(content)
    with pytest.raises(FetchError, match="damaged or no archive"):
        unpack(archive, tmp_path / "out")


@both
@pytest.mark.parametrize("seed", range(4))
def test_a_mutated_archive_is_unpacked_inside_or_refused(tmp_path, pack, seed):
    whole, chance = pack(tmp_path / "archive", MEMBERS).read_bytes(), random.Random(seed)
    for turn in range(60):
        content = bytearray(whole)
        for _ in range(chance.randrange(1, 6)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        (tmp_path / "archive").write_bytes(content[: chance.choice([len(content), chance.randrange(len(content))])])
        with contextlib.suppress(FetchError):
            unpack(tmp_path / "archive", tmp_path / f"out{turn}")
    assert all(path.name == "archive" or path.name.startswith("out") for path in tmp_path.iterdir())


def test_a_file_where_a_folder_should_be_is_said(tmp_path):
    with pytest.raises(FetchError, match="unpacking archive: "):
        unpack(tarred(tmp_path / "archive", {"a": b"file", "a/b": b"file in a file"}), tmp_path / "out")


@both
def test_a_full_disk_is_called_by_its_name(tmp_path, pack, monkeypatch):
    def full(*_arguments):
        raise OSError(errno.ENOSPC, "No space left on device")

    archive = pack(tmp_path / "archive", MEMBERS)
    monkeypatch.setattr(shutil, "copyfileobj", full)
    with pytest.raises(FetchError, match="the disk is full: make room and fetch again"):
        unpack(archive, tmp_path / "out")


def test_the_digest_knows_names_and_contents_and_not_the_order_they_were_written_in(tmp_path):
    def written(place, members):
        for name, content in members.items():
            (tmp_path / place / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / place / name).write_bytes(content)
        return digest(tmp_path / place)

    assert written("a", {"x": b"1", "y/z": b"2"}) == written("b", {"y/z": b"2", "x": b"1"})
    others = [{"x": b"2", "y/z": b"1"}, {"x": b"1", "y": b"2"}, {"x": b"1"}, {"x": b"1", "y/z": b"2", "w": b""}]
    digests = {written(f"c{place}", members) for place, members in enumerate(others)}
    assert len(digests | {digest(tmp_path / "a")}) == 5
