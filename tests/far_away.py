"""What an installed wheel is asked to do from another folder: `python far_away.py`, by its own Python."""

import contextlib
import io
import sys
from pathlib import Path

import plotly.graph_objects as go

import frontear
import frontear_samples
import frontear_widgets
from every_panel import PANELS
from frontear.data.clip import clip

for package in (frontear, frontear_samples, frontear_widgets):
    assert Path(package.__file__).is_relative_to(sys.prefix), package.__file__
assert clip("yes").seconds == 1
tried = set()
go.Figure.show = lambda figure: None  # there is no screen
for make in PANELS:
    code = make()._copy.code
    assert sys.prefix not in code, code
    imports = tuple(line for line in code.splitlines() if line.startswith(("from ", "import ")))
    if imports not in tried:  # what a wheel lacks is a module or a file of it: other tests run all code
        tried.add(imports)
        with contextlib.redirect_stdout(io.StringIO()):
            exec(code, {})
    print(make.__name__)
