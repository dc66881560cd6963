"""Runs spread over processes or a cluster, their results written down as they come."""

import json
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, as_completed
from contextlib import nullcontext
from pathlib import Path
from time import perf_counter
from traceback import format_exception_only

from frontear.sweeps.choices import Chosen
from frontear.sweeps.processes import processes
from frontear.sweeps.storing import Storing
from frontear.sweeps.table import Result, Table

Run = Callable[[Chosen], dict]


def sweep(run: Run, settings: Iterable[Chosen], *, table: str | Path, pool: Executor | None = None) -> Iterator[Result]:
    """Call `run` with each of the settings, side by side in a pool, and yield a `Result` as each ends.

    By then it is in the table. What has a result there is not run again, so an interrupted sweep goes on where it
    stopped. A run that raises, exits, dies or returns what is no result is written down with its error, harms no other
    and is tried again by the next sweep.

    `run` must be importable by name, and return a dict that JSON can write. `pool` is any executor of
    concurrent.futures, by default `processes()`, for a cluster `cluster(address)`; whoever lends one closes it.
    Sweeps may share a table: what several are asked for at the same time, each of them runs. A write is tried before
    anything runs; what came out is kept until it is stored, however long somebody else holds the table.

    Lesson: notebooks/06_paradigms.ipynb

    Args:
        run: Takes settings, returns a dict that JSON can write.
        settings: Of each run.
        table: An SQLite file, new or begun.
        pool: An executor; None is `processes()`.

    Yields:
        A `Result` as each run ends.

    Raises:
        ValueError: As `Table`, for one that cannot be written, and for settings that JSON cannot write.
        ConnectionError: Where the pool is lost.
        OSError: Where what came out cannot be stored to the end; it is in the message.
    """
    results, under_way = Table(table), {}
    missing, storing = results.missing(settings), Storing(results)
    if missing:
        results.check_writable()
    with processes() if pool is None else nullcontext(pool) as executor:
        try:
            for chosen in missing:
                under_way[executor.submit(_attempt, run, chosen)] = chosen
            for future in as_completed(under_way):
                yield from storing.add(_result(under_way[future], future))
            yield from storing.rest()
        except (BrokenExecutor, CancelledError) as problem:
            raise ConnectionError("the pool is lost: the same sweep in another one goes on from here") from problem
        finally:
            for future in under_way:
                future.cancel()
            storing.last_try()


def _attempt(run: Run, chosen: Chosen) -> tuple[str, str, float]:
    """Plain text goes back, whatever the run returns or raises: it can be sent from anywhere, and written."""
    start = perf_counter()
    try:
        result, error = _text(run(chosen)), ""
    except (Exception, SystemExit) as problem:
        result, error = "{}", _sentence(problem)
    return result, error, perf_counter() - start


def _text(result: dict) -> str:
    if not isinstance(result, dict):
        raise TypeError(f"the run returned {type(result).__name__}, allowed is a dict")
    return json.dumps(result)


def _result(chosen: Chosen, future: Future) -> Result:
    problem = future.exception()
    if isinstance(problem, BrokenExecutor):
        raise problem
    if problem:
        return Result(chosen, {}, _sentence(problem), 0.0)
    result, error, seconds = future.result()
    return Result(chosen, json.loads(result), error, seconds)


def _sentence(problem: BaseException) -> str:
    sentence = "".join(format_exception_only(problem)).strip()
    return sentence.encode(errors="backslashreplace").decode()  # a file's name may hold what no table can
