"""The rooms keep their walls: what imports what, nothing in a circle, a face to each, and none too full."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = {
    "frontear": ROOT / "lib/frontear",
    "widgets": ROOT / "widgets/frontear_widgets",
    "frontear_kernels": ROOT / "widgets/frontear_kernels",
}
MOST_FILES, MOST_LINES = 14, 260

# What each room stands on: it may import that and whatever lies below, and nothing else of ours.
STANDS_ON = {
    "frontear.dsp": (),
    "frontear.filterbanks": ("frontear.dsp",),
    "frontear.layers": ("frontear.filterbanks",),
    "frontear.frontends": ("frontear.layers",),
    "frontear.data": ("frontear.layers",),
    "frontear.datasets": ("frontear.data",),
    "frontear.models": ("frontear.frontends",),
    "frontear.training": ("frontear.models", "frontear.datasets"),
    "frontear.analysis": ("frontear.models", "frontear.datasets"),
    "frontear.sweeps": ("frontear.training", "frontear.analysis"),
    "frontear.gates": ("frontear.training",),
    "frontear": ("frontear.sweeps", "frontear.gates"),
    "widgets.results": (),
    "widgets.browser": (),
    "widgets.views": ("widgets.browser", "frontear.data", "frontear.frontends"),
    "widgets.core": ("widgets.views",),
    "widgets.audio": ("widgets.core", "frontear.datasets"),
    "widgets.training": ("widgets.audio", "widgets.results", "frontear"),
    "widgets.lessons.shared": ("widgets.training",),
    "widgets.lessons.exercises": ("widgets.core", "frontear"),
    "widgets.lessons.windowing": ("widgets.lessons.shared",),
    "widgets.lessons.filtering": ("widgets.lessons.shared",),
    "widgets.lessons.compression": ("widgets.lessons.shared",),
    "widgets.lessons.mel_and_gabor": ("widgets.lessons.shared",),
    "widgets.lessons.learning": ("widgets.lessons.shared",),
    "widgets.lessons.paradigms": ("widgets.lessons.shared",),
    "widgets.lessons.backends": ("widgets.lessons.shared",),
    "widgets.lessons.speech": ("widgets.lessons.shared",),
    "widgets.lessons.gate": ("widgets.lessons.shared",),
    "widgets.lessons.beyond_audio": ("widgets.lessons.shared",),
    "widgets.lessons.appendix": ("widgets.lessons.shared",),
    "widgets.lessons": ("widgets.core",),
    "widgets.publish": ("widgets.lessons", "widgets.lessons.exercises", "widgets.lessons.gate"),
    "widgets": ("widgets.core",),
    "frontear_kernels": ("widgets",),
}


def dotted(path: Path) -> str:
    package, folder = next((name, folder) for name, folder in PACKAGES.items() if path.is_relative_to(folder))
    parts = (package, *path.relative_to(folder).with_suffix("").parts)
    return ".".join(parts).removesuffix(".__init__")


MODULES = {dotted(path): path for folder in PACKAGES.values() for path in sorted(folder.rglob("*.py"))}
FOLDERS = sorted({path.parent for path in MODULES.values()})


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def room(module: str) -> str:
    """The innermost room that a module lies in."""
    while module not in STANDS_ON:
        module = module.rpartition(".")[0]
    return module


def imports(module: str) -> set[str]:
    """The modules of ours that a module imports, wherever in its file."""
    here = module if MODULES[module].name == "__init__.py" else module.rpartition(".")[0]
    found = set()
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {ours(alias.name) for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = here.rsplit(".", node.level - 1)[0] if node.level else ""
            origin = ".".join(filter(None, [base, node.module]))
            found |= {ours(f"{origin}.{alias.name}") for alias in node.names}
    return found - {""}


def ours(name: str) -> str:
    """The module that a name is, or is in; empty for those of others."""
    name = name.replace("frontear_widgets", "widgets", 1) if name.startswith("frontear_widgets") else name
    while name and name not in MODULES:
        name = name.rpartition(".")[0]
    return name


def below(name: str) -> set[str]:
    return {name}.union(*(below(lower) for lower in STANDS_ON[name]))


@pytest.mark.parametrize("name", STANDS_ON)
def test_a_room_imports_only_what_it_stands_on(name):
    own = [module for module in MODULES if room(module) == name]
    assert own, "a room that is no more"
    upwards = [f"{module} -> {other}" for module in own for other in imports(module) if room(other) not in below(name)]
    assert not upwards


def test_a_relative_import_is_seen_as_what_it_means():
    assert "widgets.core.controls" in imports("widgets.core.live")
    assert {room(other) for other in imports("widgets.core.live")} == {
        "widgets.browser",
        "widgets.core",
        "widgets.views",
        "frontear.dsp",
    }


def test_no_circle_leads_from_folder_to_folder():
    """Faces aside, which hand on what lies below them."""
    arrows = {folder: set() for folder in FOLDERS}
    for module, path in MODULES.items():
        if path.name != "__init__.py":
            arrows[path.parent] |= {MODULES[other].parent for other in imports(module)} - {path.parent}
    TopologicalSorter(arrows).prepare()


@pytest.mark.parametrize("folder", FOLDERS, ids=shown)
def test_a_folder_has_a_face_and_is_not_too_full(folder):
    face = ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))
    assert ast.get_docstring(face)
    if folder.is_relative_to(PACKAGES["frontear"]):
        names = {target.id for node in face.body if isinstance(node, ast.Assign) for target in node.targets}
        assert "__all__" in names
    assert len(list(folder.glob("*.py"))) <= MOST_FILES


@pytest.mark.parametrize("module", MODULES)
def test_a_file_is_one_idea_and_not_long(module):
    assert len(MODULES[module].read_text(encoding="utf-8").splitlines()) <= MOST_LINES
