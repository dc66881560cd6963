"""What the benchmarks measured and recorded, as files that the lessons show; `benchmarks/` makes them."""

from importlib.resources import files
from pathlib import Path

RESULTS = Path(str(files(__name__)))
