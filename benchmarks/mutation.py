"""What the tests notice: lines of the numerical modules are broken on purpose, one at a time, and their tests run.

    python benchmarks/mutation.py [room …] [--mutants 10] [--seed 0] [--seconds 8] [--table mutants.jsonl]

Of each module a sample of mutants is drawn: another operator, number, condition or function, a call or statement left
out. A mutant lives in a process of its own, where its functions take the place of those that were imported; it meets
those tests of its room that call its function, the quickest first, as many as take `seconds`. One that no test fails is
alive.
Last lines: all that are alive, for tests/MUTATION.md to say why, and the share that was noticed, by room. The table is
taken up where it was left: what was noticed is not tried again, what was alive is where tests
have changed or get another time.
"""

import argparse
import hashlib
import json
import os
import pickle
import resource
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from itertools import accumulate
from pathlib import Path

import hypothesis
import pytest
import torch

from mutants import Mutant, graft, sample

ROOT = Path(__file__).resolve().parents[1]
LIBRARY = Path(find_spec("frontear").origin).parent
MODULES = {
    "dsp": ["dsp/*.py"],
    "filterbanks": ["filterbanks/*.py"],
    "layers": ["layers/*.py"],
    "frontends": ["frontends/*.py"],
    "data": ["data/examples.py"],
    "models": ["models/classifier.py", "models/paradigms/*.py", "models/backends/*.py"],
    "training": ["training/fit.py", "training/feature_cache.py", "training/early_stopping.py"],
    "analysis": ["analysis/*.py"],
}
TESTS = {room: [ROOT / "tests" / "library" / room] for room in MODULES}
for room, names in {"data": ["examples"], "training": ["fit", "feature_cache", "early_stopping"]}.items():
    TESTS[room] = [TESTS[room][0] / f"test_{name}.py" for name in names]  # the others are about other modules


class Trial:
    """A pytest plugin: instead of running the tests that were collected once, it tries mutants on them."""

    def __init__(self, room: str, options: argparse.Namespace, table: dict[str, dict]):
        self.room, self.options, self.table = room, options, table
        tests = [path for place in TESTS[room] for path in (place.rglob("*.py") if place.is_dir() else [place])]
        self.than = f"{_digest(tests)} {options.seconds:g}"  # these tests, for so long

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        seen = _in_a_fork(lambda: _traced(session))
        if failed := [name for name, test in seen.items() if test["failed"]]:
            raise SystemExit(f"{failed[0]} fails though nothing is broken")
        for mutant in _sample(self.room, self.options):
            known = self.table.get(mutant.key)
            if known is None or (known["result"] == "passed" and known["than"] != self.than):
                self._try(session, mutant, seen)
        return True

    def _try(self, session: pytest.Session, mutant: Mutant, seen: dict[str, dict]) -> None:
        called = {item: seen[item.nodeid]["called"].get(str(mutant.path), set()) for item in session.items}
        touching = [item for item in called if called[item] & mutant.lines] or [item for item in called if called[item]]
        touching.sort(key=lambda item: seen[item.nodeid]["seconds"])
        spent = list(accumulate(seen[item.nodeid]["seconds"] for item in touching))
        chosen = [item for item, so_far in zip(touching, spent, strict=True) if so_far < self.options.seconds]
        chosen = chosen or touching[:1]
        result = _in_a_fork(lambda: _run(session, chosen, mutant), cpu_seconds=int(10 + 4 * self.options.seconds))
        row = {
            "key": mutant.key,
            "room": self.room,
            "module": str(mutant.path.relative_to(LIBRARY)),
            "line": mutant.line,
            "change": mutant.change,
            "result": result,  # passed: alive; failed or too slow: noticed; nothing: its code has no place to be in
            "ran": f"{len(chosen)} of {len(touching)}",
            "than": self.than,
        }
        with self.options.table.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def main() -> None:
    """Try the rooms one after the other, and print the score."""
    parser = argparse.ArgumentParser()
    parser.add_argument("rooms", nargs="*", default=[], help=", ".join(MODULES))
    parser.add_argument("--mutants", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--table", type=Path, default=Path(tempfile.gettempdir()) / "frontear-mutants.jsonl")
    options = parser.parse_args()
    torch.set_num_threads(1)
    hypothesis.settings.register_profile("same", derandomize=True, database=None, deadline=None)
    hypothesis.settings.load_profile("same")
    options.rooms = options.rooms or list(MODULES)
    for room in options.rooms:
        trial = Trial(room, options, _read(options.table))
        _in_a_fork(
            lambda trial=trial: pytest.main(
                [*map(str, TESTS[trial.room]), "-q", "-s", "-p", "no:cacheprovider", "-W", "ignore"],
                [trial],
            )
        )
    _report(options)


def _sample(room: str, options: argparse.Namespace) -> list[Mutant]:
    paths = sorted(path for pattern in MODULES[room] for path in LIBRARY.glob(pattern))
    drawn = (sample(path, n=options.mutants, seed=f"{options.seed} {path.relative_to(LIBRARY)}") for path in paths)
    return [mutant for some in drawn for mutant in some]


def _traced(session: pytest.Session) -> dict[str, dict]:
    """By test: whether it failed, its seconds of computing, and the first lines of all functions that it called."""
    seen, home = {}, str(LIBRARY)

    def watch(frame, _event, _argument):
        if frame.f_code.co_filename.startswith(home):
            called[frame.f_code.co_filename].add(frame.f_code.co_firstlineno)

    for item, following in zip(session.items, [*session.items[1:], None], strict=True):
        called, failed, start = defaultdict(set), session.testsfailed, time.process_time()
        sys.settrace(watch)
        threading.settrace(watch)
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        sys.settrace(None)
        seconds = time.process_time() - start
        seen[item.nodeid] = {"failed": session.testsfailed > failed, "seconds": seconds, "called": dict(called)}
    return seen


def _run(session: pytest.Session, items: list[pytest.Item], mutant: Mutant) -> str:
    """What became of the mutant."""
    try:
        if not graft(mutant):
            return "nothing"
    except Exception:
        return "failed"  # nobody could import it
    for item, following in zip(items, [*items[1:], None], strict=True):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed:
            return "failed"
    return "passed"


def _in_a_fork(work: Callable, cpu_seconds: int | None = None) -> object:
    """What the work returned."""
    with tempfile.NamedTemporaryFile() as answer:
        if (child := os.fork()) == 0:
            try:
                if cpu_seconds is not None:
                    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
                os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
                Path(answer.name).write_bytes(pickle.dumps(work()))
                os._exit(0)
            except BaseException as error:
                print(repr(error), file=sys.stderr)
                os._exit(1)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if status > 0:
            raise SystemExit("could not be tried")
        return pickle.loads(answer.read()) if status == 0 else "too slow"


def _digest(paths: Iterable[Path]) -> str:
    return hashlib.blake2b(b"".join(path.read_bytes() for path in sorted(paths)), digest_size=8).hexdigest()


def _read(table: Path) -> dict[str, dict]:
    lines = table.read_text(encoding="utf-8").splitlines() if table.exists() else []
    return {row["key"]: row for row in map(json.loads, lines)}


def _report(options: argparse.Namespace) -> None:
    table = _read(options.table)
    rows = [table[key] for room in options.rooms for m in _sample(room, options) if (key := m.key) in table]
    rows = [row for row in rows if row["result"] != "nothing"]
    for row in rows:
        if row["result"] == "passed":
            print(f"{row['module']}:{row['line']}  {row['change']}  [{row['ran']} tests]")
    for name in (*options.rooms, "all"):
        noticed = [row["result"] != "passed" for row in rows if name in (row["room"], "all")]
        if noticed:
            print(f"{name:12s} {sum(noticed):4d} of {len(noticed):4d} noticed, {sum(noticed) / len(noticed):.0%}")


if __name__ == "__main__":
    main()
