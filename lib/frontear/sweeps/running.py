"""Runs spread over processes or a cluster, their results written down as they come."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter

import torch

from frontear.sweeps.choices import Chosen
from frontear.sweeps.table import Result, Table

Run = Callable[[Chosen], dict]
Pool = Callable[[], Executor]
CORES = os.cpu_count() or 1


def sweep(
    run: Run, settings: Iterable[Chosen], *, table: str | Path, pool: Pool | None = None, at_once: int = CORES
) -> Iterator[Result]:
    """Call `run` with each of the settings, at most `at_once` at a time, and yield a `Result` as each ends.

    By then it is in the table. What has a result there is not run again, so an interrupted sweep goes on where it
    stopped. A run that raises is written down with its error, harms no other and is tried again by the next sweep. A
    process that dies takes its pool with it: what was under way then is run again one by one, each in a pool of its
    own, so that only the guilty one fails.

    `run` must be importable by name, take a dict that JSON can write and return one. `pool` makes an executor, by
    default `processes(at_once)`; for a Dask cluster it is `Client(address).get_executor`, which gives the work of a
    lost process to another one. Raises ValueError as `Table`. Lesson: notebooks/06_paradigms.ipynb
    """
    results, pool = Table(table), pool or processes(at_once)
    waiting, suspects = results.missing(settings), []
    while waiting:
        for chosen, future in _ended(run, waiting, pool, at_once):
            if isinstance(future.exception(), BrokenExecutor):
                suspects.append(chosen)
            else:
                yield _written(results, chosen, future)
    for suspect in suspects:
        for chosen, future in _ended(run, [suspect], pool, 1):
            yield _written(results, chosen, future)


def processes(n: int = CORES) -> Pool:
    """Return what makes a pool of n processes, each of which computes on one thread.

    Lesson: notebooks/06_paradigms.ipynb
    """
    return lambda: ProcessPoolExecutor(n, get_context("spawn"), initializer=torch.set_num_threads, initargs=(1,))


def _ended(run: Run, waiting: list[Chosen], pool: Pool, at_once: int) -> Iterator[tuple[Chosen, Future]]:
    """Take settings from those waiting, and yield each future that has ended, until the pool is empty or broken."""
    executor, under_way, broken = pool(), {}, False
    try:
        while under_way or (waiting and not broken):
            while waiting and len(under_way) < at_once and not broken:
                chosen = waiting.pop(0)
                under_way[executor.submit(_timed, run, chosen)] = chosen
            for future in wait(under_way, return_when=FIRST_COMPLETED).done:
                broken = broken or isinstance(future.exception(), BrokenExecutor)
                yield under_way.pop(future), future
    finally:
        executor.shutdown(cancel_futures=True)


def _timed(run: Run, chosen: Chosen) -> tuple[dict, float]:
    start = perf_counter()
    return run(chosen), perf_counter() - start


def _written(results: Table, chosen: Chosen, future: Future) -> Result:
    problem = future.exception()
    result, seconds = ({}, 0.0) if problem else future.result()
    written = Result(chosen, result, f"{type(problem).__name__}: {problem}" if problem else "", seconds)
    results.add(written)
    return written
