"""Many runs, one table: a grid or a random sample of settings, spread over processes or a cluster."""

from frontear.sweeps.choices import grid, sampled
from frontear.sweeps.running import processes, sweep
from frontear.sweeps.table import Result, Table

__all__ = ["Result", "Table", "grid", "processes", "sampled", "sweep"]
