"""What an installed wheel is asked to do from another folder: `python far_away.py`, by its own Python."""

import contextlib
import io
import sys
from pathlib import Path

import frontear
import frontear_samples
import frontear_widgets
from every_panel import PANELS
from frontear.data.clip import clip

for package in (frontear, frontear_samples, frontear_widgets):
    assert Path(package.__file__).is_relative_to(sys.prefix), package.__file__
assert clip("yes").seconds == 1
for make in PANELS:
    code = make()._copy.code
    assert sys.prefix not in code, code
    with contextlib.redirect_stdout(io.StringIO()):
        exec(code, {})
    print(make.__name__)
