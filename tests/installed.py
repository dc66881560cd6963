"""The wheel as people get it: built, and installed away from the checkout into an environment of its own."""

import os
import subprocess
import sys
import sysconfig
import venv
from dataclasses import dataclass
from pathlib import Path

REPO = Path(__file__).resolve().parent.parent
CHECKOUT = ("PYTHONPATH", "JUPYTER_PATH", "JUPYTER_CONFIG_PATH")  # ways on which an environment may lead there


@dataclass(frozen=True)
class Installed:
    """A wheel, and the Python of the environment that has it."""

    wheel: Path
    python: Path
    prefix: Path

    @property
    def jupyter_path(self) -> str:
        """Its own templates, then what its dependencies have put beside ours."""
        return os.pathsep.join(str(Path(prefix, "share", "jupyter")) for prefix in (self.prefix, sys.prefix))

    def run(self, *arguments: object, cwd: Path, **variables: str) -> str:
        """What its Python prints; AssertionError with all it has said where it fails."""
        kept = {name: value for name, value in os.environ.items() if name not in CHECKOUT}
        return run(self.python, *arguments, cwd=cwd, env=kept | variables)


def install(folder: Path) -> Installed:
    """Build the wheel and install it, without a network; dependencies are those of the Python that runs."""
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check")
    run(*pip, "wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", folder, REPO)
    (wheel,) = folder.glob("*.whl")
    prefix = folder / "environment"
    venv.create(prefix, symlinks=os.name != "nt")
    python = prefix / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    run(*pip, "--python", python, "install", "--no-deps", "--no-index", wheel)
    packages = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    ours = {sysconfig.get_path(name) for name in ("purelib", "platlib")}
    (packages / "dependencies.pth").write_text("\n".join(ours))  # what *.pth files there lead to is not seen from here
    return Installed(wheel, python, prefix)


def run(*command: object, **options: object) -> str:
    done = subprocess.run([*map(str, command)], capture_output=True, encoding="utf-8", **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
