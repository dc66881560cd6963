"""What came out of a sweep is kept until it is stored, and that it can be stored is found out first."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Timer

import pytest

from frontear.sweeps import Result, Table, grid, storing, sweep
from frontear.sweeps.__main__ import main


@pytest.fixture
def pool():
    with ThreadPoolExecutor(1) as threads:
        yield threads


@pytest.fixture
def no_patience(monkeypatch):
    monkeypatch.setattr(storing, "RETRY_S", 0.001)
    monkeypatch.setattr(storing, "PATIENCE_S", 0)


def same(chosen):
    return {"x": chosen["x"]}


@pytest.fixture
def unwritable(tmp_path, monkeypatch):
    """A table that was begun, in a file that cannot be written, for root either."""
    table, connect = Table(tmp_path / "t"), sqlite3.connect
    table.add(Result({"x": 0}, {"x": 0}, "", 1.0))
    options = {"uri": True, "isolation_level": None}
    monkeypatch.setattr(sqlite3, "connect", lambda path, **_: connect(f"file:{path}?mode=ro", **options))
    return table


def test_a_table_that_cannot_be_written_is_said_before_anything_runs(unwritable, pool):
    ran = []
    with pytest.raises(ValueError, match=r"^t: .*, allowed is a table that can be written"):
        list(sweep(ran.append, grid(x=range(3)), table=unwritable.path, pool=pool))
    assert ran == []


def test_a_table_that_cannot_be_written_can_be_read_and_a_sweep_that_is_done_needs_no_more(unwritable, pool):
    assert list(sweep(same, grid(x=[0]), table=unwritable.path, pool=pool)) == []


def test_a_folder_that_holds_no_journal_holds_no_table(tmp_path, pool):
    Table(tmp_path / "t")
    (tmp_path / "t-journal").mkdir()
    with pytest.raises(ValueError, match=r"t: .*, allowed is a new file or the table of a sweep"):
        next(sweep(same, grid(x=range(3)), table=tmp_path / "t", pool=pool))


def test_the_command_says_so_in_one_line(unwritable, capsys):
    assert main([str(unwritable.path), "--set", "seed=0"]) == 1
    said = capsys.readouterr().err
    assert said.splitlines()[-1].startswith("t: ")
    assert "Traceback" not in said


def test_trying_a_write_changes_nothing(tmp_path):
    table = Table(tmp_path / "t")
    with sqlite3.connect(table.path) as file:
        file.execute("PRAGMA user_version = 7")
    file.close()
    table.check_writable()
    with sqlite3.connect(table.path) as file:
        assert file.execute("PRAGMA user_version").fetchone() == (7,)
    file.close()
    assert list(table) == []


def test_who_looks_at_the_table_for_long_ends_no_sweep(tmp_path, pool, monkeypatch, no_patience):
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda path, **others: connect(path, **{**others, "timeout": 0.001}))
    table, done = Table(tmp_path / "t"), []
    viewer = connect(table.path, isolation_level=None, check_same_thread=False)
    viewer.execute("BEGIN")
    viewer.execute("SELECT * FROM runs").fetchall()
    end = Timer(0.2, partial(viewer.execute, "COMMIT"))  # a hundred times what is waited for here
    end.start()
    for result in sweep(same, grid(x=range(3)), table=table.path, pool=pool):
        done.append(result)
        assert list(table) == done
    end.join()
    viewer.close()
    assert [result.result["x"] for result in done] == [0, 1, 2]


@pytest.fixture
def full(monkeypatch):
    """Returns what fills the disk for the next n writes."""
    add, left = Table.add, []

    def fails(table, result):
        if left and left.pop():
            raise sqlite3.OperationalError("database or disk is full")
        add(table, result)

    monkeypatch.setattr(Table, "add", fails)
    return lambda n: left.extend([True] * n)


@pytest.mark.parametrize("n", [1, 2, 4])
def test_what_a_full_disk_refuses_is_stored_when_there_is_room(tmp_path, pool, full, n, monkeypatch, caplog):
    monkeypatch.setattr(storing, "RETRY_S", 0.001)
    full(n)
    found = list(sweep(same, grid(x=range(3)), table=tmp_path / "t", pool=pool))
    assert [result.result["x"] for result in found] == [0, 1, 2]
    assert list(Table(tmp_path / "t")) == found
    assert caplog.text.count("kept until it can be stored") == 1


@pytest.mark.usefixtures("no_patience")
def test_what_can_never_be_stored_is_in_the_sentence_that_says_so(tmp_path, pool, full):
    full(1_000_000)
    with pytest.raises(OSError, match="t: database or disk is full; this could not be stored") as raised:
        list(sweep(same, grid(x=range(2)), table=tmp_path / "t", pool=pool))
    assert '"result": {"x": 0}' in str(raised.value)
    assert '"result": {"x": 1}' in str(raised.value)


@pytest.mark.usefixtures("no_patience")
@pytest.mark.parametrize("what", ["a letter, no table\n" * 100, ""], ids=["overwritten", "emptied"])
def test_what_becomes_of_the_file_meanwhile_loses_nothing_that_came_out(tmp_path, pool, what):
    def spoils(chosen):
        (tmp_path / "t").write_text(what)
        return {"score": 0.75}

    with pytest.raises(OSError, match="this could not be stored") as raised:
        list(sweep(spoils, [{"x": 1}], table=tmp_path / "t", pool=pool))
    assert '"result": {"score": 0.75}' in str(raised.value)
    assert (tmp_path / "t").read_text() == what


def test_who_stops_asking_loses_nothing_that_came_out(tmp_path, pool, full):
    full(1)
    results = sweep(same, grid(x=range(3)), table=tmp_path / "t", pool=pool)
    assert next(results).result == {"x": 0}  # stored with the second
    results.close()
    assert next(iter(Table(tmp_path / "t"))).result == {"x": 0}


def test_a_table_that_somebody_holds_is_no_other_kind_of_file(tmp_path, monkeypatch):
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda path, **others: connect(path, **{**others, "timeout": 0}))
    Table(tmp_path / "t")
    holder = connect(tmp_path / "t", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(TimeoutError, match="t: another program holds it"):
        Table(tmp_path / "t")
    holder.close()
