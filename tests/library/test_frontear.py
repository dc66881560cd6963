"""`import frontear` shows what there is, loads it when it is asked for, and no room loads more than it needs."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import frontear

ROOMS = ["analysis", "data", "datasets", "dsp", "filterbanks", "frontends", "gates", "layers"]
ROOMS += ["models", "sweeps", "training"]
SLOW = {"dask", "distributed", "librosa", "numba", "pooch", "requests", "scipy", "sklearn"}


def loaded(code):
    """Top-level names of the modules that a fresh Python holds after `code`."""
    asked = [sys.executable, "-c", f"{code}\nimport sys; print(*sys.modules)"]
    return {
        name.split(".")[0] for name in subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split()
    }


def test_every_name_of_the_face_is_there_and_listed():
    assert all(hasattr(frontear, name) for name in frontear.__all__)
    assert dir(frontear) == sorted([*frontear.__all__, "__version__"])
    assert {room.parent.name for room in Path(frontear.__file__).parent.glob("*/__init__.py")} == set(ROOMS)
    assert set(ROOMS) < set(frontear.__all__)


def test_every_front_end_of_the_registry_stands_at_the_door():
    assert {recipe.__name__ for recipe in frontear.FRONTENDS.values()} <= set(frontear.__all__)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_hands_on_every_name_of_its_face(room):
    face = import_module(f"frontear.{room}")
    assert getattr(frontear, room) is face
    assert all(hasattr(face, name) for name in face.__all__)


def test_a_name_that_is_not_there_is_told_with_those_that_are():
    with pytest.raises(AttributeError, match=r"no attribute 'loud'.*log_mel"):
        frontear.loud  # noqa: B018


def test_a_function_of_its_modules_name_is_handed_on_and_the_module_can_still_be_imported_from():
    from frontear.analysis.costs import Costs
    from frontear.data.clip import Clip
    from frontear.frontends.leaf import Leaf

    assert frontear.leaf is frontear.frontends.leaf is sys.modules["frontear.frontends.leaf"].leaf
    assert frontear.clip is frontear.data.clip is sys.modules["frontear.data.clip"].clip
    assert frontear.analysis.costs is sys.modules["frontear.analysis.costs"].costs
    assert (frontear.Clip, frontear.frontends.Leaf, frontear.analysis.Costs) == (Clip, Leaf, Costs)


def test_importing_frontear_loads_nothing_that_takes_time():
    assert not loaded("import frontear") & {"numpy", "torch", "soundfile", "typing", *SLOW}


def test_no_room_loads_what_is_slow_and_used_by_few():
    assert not loaded(f"from frontear import {', '.join(ROOMS)}") & SLOW


def test_the_packages_say_that_they_are_typed():
    import frontear_widgets

    assert all((Path(package.__file__).parent / "py.typed").is_file() for package in (frontear, frontear_widgets))
