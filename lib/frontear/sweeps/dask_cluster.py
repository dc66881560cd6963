"""A Dask cluster as a pool, for when one machine is not enough."""

import re
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Any

FIRST_WORKER_S = 30


@contextmanager
def cluster(address: str) -> Iterator[Executor]:
    """Lend the Dask cluster whose scheduler is at an address, such as "tcp://10.0.0.1:8786", as a pool.

    The work of a worker that is lost goes to another one. All machines have the same packages, and each worker one
    thread (`dask worker --nthreads 1`): seeds are for a whole process. Where a run may end its worker, leave each its
    nanny, which starts another. Raises ValueError without the extra `cluster`, for another kind of address, and for
    workers of several threads; OSError where no scheduler answers or has a worker. Lesson: notebooks/06_paradigms.ipynb
    """
    if not re.fullmatch(r"(tcp|tls)://[^/]+:\d+", address):
        raise ValueError(f"got the address {address!r}, allowed is one such as tcp://10.0.0.1:8786")
    with _client(address) as client:
        try:
            client.wait_for_workers(1, timeout=FIRST_WORKER_S)
        except TimeoutError as late:
            raise ConnectionError(f"no worker came to {address} within {FIRST_WORKER_S} s") from late
        if crowded := [worker for worker, n in client.nthreads().items() if n > 1]:
            raise ValueError(f"got workers of several threads ({', '.join(crowded)}), allowed are those of one")
        yield client.get_executor(pure=False)


def _client(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError as missing:
        raise ValueError("a cluster needs what `pip install 'frontear[cluster]'` brings") from missing
    return Client(address, set_as_default=False)
