"""Many runs, one table: a grid or a random sample of settings, spread over processes or a cluster.

`for result in sweep(run, grid(frontend=["log-mel", "leaf"], seed=range(5)), table="runs.sqlite")` is all it takes
(in a script below `if __name__ == "__main__":`, for its processes read it too), and `python -m frontear.sweeps` does it
with the settings of `frontear.training.run`.
"""

from frontear.sweeps.choices import grid, sampled
from frontear.sweeps.dask_cluster import cluster
from frontear.sweeps.processes import ProcessDied, processes
from frontear.sweeps.running import sweep
from frontear.sweeps.table import Result, Table

__all__ = ["ProcessDied", "Result", "Table", "cluster", "grid", "processes", "sampled", "sweep"]
