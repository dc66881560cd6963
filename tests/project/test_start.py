"""start.py: what it says when something is missing, what it installs, how it ends."""

import ast
import http.client
import importlib.util
import io
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import nbformat
import psutil
import pytest

from servers import free_port
from waiting import LONG_S

ROOT = Path(__file__).resolve().parents[2]
CPU_ONLY = ["--index-url", "https://download.pytorch.org/whl/cpu", "--retries", "0", "--timeout", "15"]


@pytest.fixture
def start(tmp_path, monkeypatch):
    """start.py as a fresh module whose .venv is an empty folder of ours."""
    monkeypatch.delenv("FRONTEAR_CHROMIUM", raising=False)
    monkeypatch.delenv("CI", raising=False)
    spec = importlib.util.spec_from_file_location("start_under_test", ROOT / "start.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.VENV = tmp_path / ".venv"
    module.INTERRUPTED = module.VENV / "installing"
    module.PYTHON = module.VENV / "python"
    return module


@pytest.fixture
def steps(start, monkeypatch):
    """The commands that install() would run, and nothing runs."""
    done = []

    def pretend(command, stop, **options):
        done.append(" ".join(map(str, command[1:])))
        if "venv" in command:
            start.VENV.mkdir(exist_ok=True)
            start.PYTHON.touch()
        start.keeper.child = SimpleNamespace(returncode=0, poll=lambda: 0)

    monkeypatch.setattr(start.keeper, "start", pretend)
    monkeypatch.setattr(start, "succeeds", lambda command: command[-1] == "import pip")
    return done


# ---- one clear sentence each


def test_an_old_python_can_read_the_file():
    ast.parse((ROOT / "start.py").read_text(), feature_version=(3, 6))


def test_it_needs_the_standard_library_only():
    tree = ast.parse((ROOT / "start.py").read_text())
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names


def test_too_old_a_python_is_named(start):
    with pytest.raises(start.Trouble, match=r"needs Python 3\.11 or newer, and this is Python 3\.8\.10"):
        start.require_python((3, 8, 10, "final", 0))


def test_the_oldest_supported_python_is_the_one_pyproject_names(start):
    start.require_python((3, 11, 0, "final", 0))
    assert 'requires-python = ">=3.11"' in (ROOT / "pyproject.toml").read_text()


def test_a_missing_venv_module_is_named_with_its_cure(start, monkeypatch):
    monkeypatch.setattr(start.importlib.util, "find_spec", lambda name: None if name == "ensurepip" else name)
    with pytest.raises(start.Trouble, match=r"no venv module.*apt install python3-venv"):
        start.require_venv_module()


def test_a_taken_port_is_named_with_a_way_to_choose_another(start, capsys):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert start.main(["--port", str(port)]) == 1
    assert f"Port {port} is taken" in capsys.readouterr().err


def test_a_free_port_passes(start):
    start.require_free(free_port())


def test_a_port_out_of_range_is_refused(start, capsys):
    with pytest.raises(SystemExit):
        start.main(["--port", "70000"])
    assert "--port is 70000, allowed are 1 to 65535" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("report", "sentence"),
    [
        (
            "WARNING: Retrying after connection broken by 'NewConnectionError'",
            "check the internet connection",
        ),
        ("collecting\nERROR: No space left on device", "No space left on device"),
    ],
)
def test_what_stopped_pip_is_said(start, monkeypatch, report, sentence):
    start.VENV.mkdir()
    start.INTERRUPTED.touch()
    start.keeper.child = SimpleNamespace(returncode=1)
    monkeypatch.setattr(start, "pip_output", lambda *arguments: report)
    with pytest.raises(start.Trouble, match=sentence):
        start.pip("-r", "requirements.txt")
    assert not start.INTERRUPTED.exists()  # pip ended by itself: .venv is whole, the next start goes on


# ---- installing


@pytest.mark.parametrize("platform", ["linux", "win32"])
def test_without_a_gpu_the_cpu_index_is_tried_once_before_the_default_one(start, platform):
    assert start.torch_sources(platform, has_gpu=False) == [CPU_ONLY, []]


@pytest.mark.parametrize(("platform", "has_gpu"), [("linux", True), ("win32", True), ("darwin", False)])
def test_with_a_gpu_or_on_macos_the_default_index_is_right(start, platform, has_gpu):
    assert start.torch_sources(platform, has_gpu) == [[]]


def test_torch_comes_from_the_default_index_where_the_cpu_index_fails(start, monkeypatch):
    asked = []
    monkeypatch.setattr(start, "has_nvidia_gpu", lambda: False)
    monkeypatch.setattr(start, "pip_ok", lambda *arguments: asked.append(arguments))
    monkeypatch.setattr(start, "pip", lambda *arguments: asked.append(arguments))
    monkeypatch.setattr(start.sys, "platform", "linux")
    start.install_torch()
    assert asked == [("--no-deps", "torch==2.13.0", *CPU_ONLY), ("--no-deps", "torch==2.13.0")]


def test_no_nvidia_smi_means_no_gpu(start, monkeypatch):
    monkeypatch.setattr(start.shutil, "which", lambda name: None)
    assert not start.has_nvidia_gpu()


def test_install_makes_venv_then_torch_then_the_rest_then_warms(start, steps):
    start.install()
    venv, torch, rest, warm = steps
    assert "-m venv --clear" in venv
    assert "torch==2.13.0" in torch
    assert rest.endswith("-c constraints.txt -r requirements.txt")
    assert "librosa" in warm


def test_a_second_install_runs_nothing(start, steps):
    start.install()
    steps.clear()
    start.install()
    assert steps == []


def test_the_test_extra_covers_the_gallery_but_not_the_other_way_round(start, steps):
    start.install("test")
    assert "-e .[test]" in steps[-2]
    assert start.is_installed()
    start.stamp("test").unlink()
    assert start.is_installed()
    assert not start.is_installed("test")


@pytest.mark.parametrize("name", ["requirements.txt", "constraints.txt", "pyproject.toml"])
def test_a_changed_dependency_installs_again(start, monkeypatch, tmp_path, name):
    for locked in start.LOCKED:
        (tmp_path / locked).write_text("before")
    monkeypatch.setattr(start, "ROOT", tmp_path)
    before = start.fingerprint()
    (tmp_path / name).write_text("after")
    assert start.fingerprint() != before


def test_a_moved_folder_installs_again(start, monkeypatch, tmp_path):
    for place in ("here", "there"):
        (tmp_path / place).mkdir()
        for locked in start.LOCKED:
            (tmp_path / place / locked).write_text("same")
    monkeypatch.setattr(start, "ROOT", tmp_path / "here")
    before = start.fingerprint()
    monkeypatch.setattr(start, "ROOT", tmp_path / "there")
    assert start.fingerprint() != before


def test_an_interrupted_install_begins_anew(start, steps):
    start.VENV.mkdir()
    start.PYTHON.touch()
    start.INTERRUPTED.touch()
    start.install()
    assert "-m venv --clear" in steps[0]
    assert not start.INTERRUPTED.exists()


@pytest.mark.parametrize("theirs", ["pyvenv.cfg", "lib/site-packages/thesis.py"])
def test_a_venv_of_somebody_else_without_pip_is_not_cleared(start, steps, monkeypatch, theirs):
    """As uv makes them."""
    (start.VENV / theirs).parent.mkdir(parents=True)
    (start.VENV / theirs).write_text("prompt = 'frontear-thesis'")
    start.PYTHON.touch()
    monkeypatch.setattr(start, "succeeds", lambda command: False)
    with pytest.raises(start.Trouble, match=r"\.venv has no pip, and start\.py did not make it: move it away"):
        start.install()
    assert not steps
    assert (start.VENV / theirs).exists()


@pytest.mark.parametrize("ours", ["installing", "installed-test", "install.log", "pyvenv.cfg"])
def test_a_broken_venv_of_ours_begins_anew(start, steps, monkeypatch, ours):
    """The configuration is the first thing that venv writes: its maker may have been killed right after it."""
    start.VENV.mkdir()
    (start.VENV / ours).write_text("home = /usr/bin\nprompt = 'frontear'\n")
    monkeypatch.setattr(start, "succeeds", lambda command: False)
    start.install()
    assert "-m venv --clear" in steps[0]


def test_a_venv_made_by_hand_is_kept(start, steps):
    start.VENV.mkdir()
    start.PYTHON.touch()
    start.install()
    assert not any("-m venv" in step for step in steps)


# ---- a machine that is not clean


FOREIGN = "PYTHONHOME PYTHONPATH PYTHONSTARTUP PYTHONOPTIMIZE PYTHONIOENCODING PYTHONUSERBASE JUPYTER_PREFER_ENV_PATH"
FOREIGN += (
    " PIP_USER PIP_TARGET PIP_PREFIX PIP_ROOT PIP_NO_DEPS PIP_CONSTRAINT IPYTHON_X NUMBA_CACHE_DIR NUMBA_DISABLE_JIT"
)
REACHING = (
    "PIP_INDEX_URL PIP_EXTRA_INDEX_URL PIP_FIND_LINKS PIP_NO_INDEX PIP_CERT PIP_PROXY PIP_TRUSTED_HOST HTTPS_PROXY"
)
SETTINGS = "JUPYTER_CONFIG_DIR JUPYTER_DATA_DIR JUPYTER_RUNTIME_DIR JUPYTER_PATH JUPYTER_CONFIG_PATH IPYTHONDIR"


@pytest.mark.parametrize("name", FOREIGN.split())
def test_what_would_change_our_packages_or_settings_is_not_handed_on(start, monkeypatch, name):
    monkeypatch.setenv(name, "1")
    assert name not in start.environment()


@pytest.mark.parametrize("name", REACHING.split())
def test_what_a_package_index_is_reached_by_is_handed_on(start, monkeypatch, name):
    monkeypatch.setenv(name, "given")
    assert start.environment()[name] == "given"


@pytest.mark.parametrize("name", SETTINGS.split())
def test_no_settings_of_jupyter_are_read_or_kept_outside_our_folder(start, monkeypatch, name):
    monkeypatch.setenv(name, "/elsewhere")
    folder = Path(start.environment()[name])
    assert folder.is_relative_to(start.VENV) or folder == ROOT / "widgets/jupyter"


def test_neither_a_users_packages_nor_a_users_letters_reach_our_python(start, monkeypatch, tmp_path):
    (tmp_path / "numpy.py").write_text("raise ImportError('another one')")
    for name, value in {"PYTHONPATH": str(tmp_path), "PYTHONUTF8": "0", "LC_ALL": "C"}.items():
        monkeypatch.setenv(name, value)
    asked = "import sys; print(sys.flags.utf8_mode, sys.flags.no_user_site, *sys.path, sep='\\n')"
    command = [sys.executable, "-c", asked]
    utf8, no_user_site, *path = subprocess.run(
        command, env=start.environment(), stdout=subprocess.PIPE, encoding="utf-8"
    ).stdout.splitlines()
    assert (utf8, no_user_site) == ("1", "1")
    assert str(tmp_path) not in path


def test_pip_heeds_of_a_persons_settings_only_what_reaches_an_index(start, monkeypatch, tmp_path):
    (tmp_path / "pip.conf").write_text(
        "[global]\nindex-url = https://of.all/simple\nextra-index-url =\n  https://one/\n  https://two/\nroot = /r\n"
        "[install]\nuser = true\ntarget = /t\nindex-url = https://of.install/simple\n"
    )
    for name, value in {"CONFIG_FILE": str(tmp_path / "pip.conf"), "PREFIX": "/p", "RETRIES": "7"}.items():
        monkeypatch.setenv(f"PIP_{name}", value)
    for name in ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    start.PYTHON = Path(sys.executable)
    heeded = {name: value for name, value in start.pip_environment().items() if name.startswith("PIP_")}
    assert heeded.pop("PIP_CONFIG_FILE") == os.devnull  # pip then reads no file at all
    assert heeded["PIP_INDEX_URL"] == "https://of.install/simple"
    assert heeded["PIP_EXTRA_INDEX_URL"].split() == ["https://one/", "https://two/"]
    assert heeded["PIP_RETRIES"] == "7"
    assert heeded.keys() <= set(map(start.variable, start.REACH))


@pytest.mark.parametrize("kind", ["gallery", "lab"])
def test_the_address_is_the_printed_one_whatever_other_settings_say(start, monkeypatch, kind):
    asked = []
    monkeypatch.setattr(start, "install", lambda: None)
    monkeypatch.setattr(start, "serve", lambda command, *others: asked.extend(command))
    getattr(start, kind)(free_port(), False)
    assert {"gallery": "--Voila.base_url=/", "lab": "--ServerApp.base_url=/"}[kind] in asked


def test_a_sentence_that_the_output_cannot_write_is_written_as_far_as_it_can(start, monkeypatch):
    output = io.TextIOWrapper(io.BytesIO(), "latin-1")
    monkeypatch.setattr(sys, "stdout", output)
    start.say_anything()
    start.say("über … \udcc3")
    assert output.buffer.getvalue().decode("latin-1").strip() == "über ? ?"


def test_a_folder_that_cannot_be_written_is_one_sentence(start, monkeypatch, capsys):
    start.VENV.write_text("no folder")
    monkeypatch.setattr(start, "require_free", lambda port: None)
    monkeypatch.setattr(start, "succeeds", lambda command: True)
    start.PYTHON = Path(sys.executable)
    assert start.main([]) == 1
    said = capsys.readouterr().err
    assert "Not a directory" in said
    assert "Traceback" not in said


# ---- the test command


def test_further_arguments_reach_pytest_and_its_exit_code_comes_back(start, steps, monkeypatch):
    monkeypatch.setattr(start, "install", lambda extra: None)
    monkeypatch.setattr(start, "chromium", lambda: "/somewhere/chromium")
    monkeypatch.setattr(start.keeper, "wait", lambda: 5)
    monkeypatch.setenv("FRONTEAR_CHROMIUM", "")
    assert start.main(["test", "-k", "mel or lab", "--no-header"]) == 5
    assert steps == ["-m pytest -k mel or lab --no-header"]
    assert start.os.environ["FRONTEAR_CHROMIUM"] == "/somewhere/chromium"


SIDES = """
import sys
sys.path.insert(0, {root!r})
import start
start.PYTHON, start.VENV, start.ROOT = start.Path(sys.executable), start.Path({folder!r}), start.Path({folder!r})
start.install, start.chromium = lambda extra: None, lambda: "chromium"
sys.exit(start.main(["test"]))
"""


def parts(folder, lesson, other, elsewhere):
    """start.py test around one test of each part, their bodies given."""
    seen = {"in_browser/test_lessons_in_browser.py": lesson, "in_browser/test_seen.py": other}
    for name, body in {**seen, "library/test_made.py": elsewhere}.items():
        path = folder / "tests" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"import os, pathlib, signal\n\ndef test_it():\n    {body}\n")
    code = SIDES.format(root=str(ROOT), folder=str(folder))
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    return subprocess.Popen([sys.executable, "-c", code], cwd=folder, env=environment, **pipes)


@pytest.mark.parametrize(
    ("lesson", "other", "made", "code"),
    [("", "", "", 0), ("assert 0", "", "", 1), ("", "assert 0", "", 1), ("", "", "assert 0", 1)],
)
def test_without_arguments_all_tests_run_and_any_part_can_fail_the_whole(tmp_path, lesson, other, made, code):
    process = parts(tmp_path, lesson or "pass", other or "pass", made or "pass")
    said, _ = process.communicate(timeout=LONG_S)
    assert process.returncode == code, said
    for part, fails in (("Lessons in it:", lesson), ("Else in it:", other), ("Without a browser:", made)):
        (line,) = [line for line in said.splitlines() if line.startswith(part)]
        assert ("1 failed" if fails else "1 passed") in line
    assert ("test_seen.py:4: AssertionError" in said) == bool(other)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes in folders")
def test_all_parts_of_the_tests_run_at_the_same_time(tmp_path):
    for place in ("meet", "there"):
        os.mkfifo(tmp_path / place)  # opening it waits for somebody at the other end
    process = parts(
        tmp_path,
        "open('meet', 'w').close()",
        "open('meet').close(); open('there', 'w').close()",
        "open('there').close()",
    )
    said, _ = process.communicate(timeout=LONG_S)
    assert process.returncode == 0, said


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals to send")
def test_a_signal_ends_all_parts_of_the_tests(tmp_path):
    os.mkfifo(tmp_path / "here")
    here = os.open(tmp_path / "here", os.O_RDWR)
    stay = "pathlib.Path('here').write_text(f'{os.getpid()} '); signal.pause()"
    process = parts(tmp_path, stay, stay, stay)
    pids = b""
    while pids.count(b" ") < 3:
        pids += os.read(here, 100)
    os.close(here)
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=LONG_S)
    assert process.returncode == 128 + signal.SIGINT, said
    assert said.count("KeyboardInterrupt") >= 3
    assert not any(map(is_running, map(int, pids.split())))


def test_the_site_is_built_with_what_its_extra_brings_and_the_exit_code_comes_back(start, steps, monkeypatch):
    extras = []
    monkeypatch.setattr(start, "install", extras.append)
    monkeypatch.setattr(start.keeper, "wait", lambda: 1)
    monkeypatch.setenv("NO_MKDOCS_2_WARNING", "")
    assert start.main(["docs"]) == 1
    assert (extras, steps) == (["docs"], ["-m mkdocs build --strict"])


def test_lessons_are_published_with_what_all_need_and_the_exit_code_comes_back(start, steps, monkeypatch):
    extras = []
    monkeypatch.setattr(start, "install", lambda extra="": extras.append(extra))
    monkeypatch.setattr(start.keeper, "wait", lambda: 1)
    assert start.main(["publish", "pages"]) == 1
    assert (extras, steps) == ([""], [f"-m frontear_widgets.publish {os.path.abspath('pages')}"])


@pytest.mark.parametrize("arguments", [["publish"], ["docs", "pages"]], ids=" ".join)
def test_publish_and_it_alone_takes_a_folder(start, arguments):
    with pytest.raises(SystemExit):
        start.main(arguments)


def test_an_installed_chromium_comes_before_playwrights_and_debians(start, monkeypatch):
    monkeypatch.setattr(start, "installed_chromium", lambda: None)
    monkeypatch.setattr(start, "playwright_chromium", lambda: None)
    monkeypatch.setattr(start, "debian_chromium", lambda: "debian")
    assert start.chromium() == "debian"
    monkeypatch.setattr(start, "playwright_chromium", lambda: "playwright")
    assert start.chromium() == "playwright"
    monkeypatch.setattr(start, "installed_chromium", lambda: "installed")
    assert start.chromium() == "installed"
    monkeypatch.setenv("FRONTEAR_CHROMIUM", "given")
    assert start.chromium() == "given"


@pytest.mark.parametrize(("ci", "user", "asks"), [("1", 0, True), ("", 0, False), ("1", 1000, False)])
def test_debians_package_is_asked_for_only_by_root_under_ci(start, steps, monkeypatch, ci, user, asks):
    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(start.os, "geteuid", lambda: user, raising=False)
    monkeypatch.setattr(start.shutil, "which", lambda name: f"/usr/bin/{name}")
    assert start.debian_chromium() == ("/usr/bin/chromium" if asks else None)
    assert bool(steps) == asks


# ---- how it ends

DRIVER = """
import sys
sys.path.insert(0, {root!r})
import start
start.PYTHON, start.VENV = start.Path(sys.executable), start.Path({folder!r})
start.gallery = lambda port, open_browser: start.serve({command!r}, port, "/", False)
sys.exit(start.main(["--port", {port!r}]))
"""


def started(folder, port, command):
    """start.py around a server of our choice, once that answers."""
    code = DRIVER.format(root=str(ROOT), folder=str(folder), command=command, port=str(port))
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    for line in process.stdout:
        if "Frontear is at" in line:
            break
    return process


def is_running(pid):
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals to send")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP"])
def test_a_signal_ends_the_server_too(tmp_path, name):
    if signal.getsignal(getattr(signal, name)) == signal.SIG_IGN:
        pytest.skip(f"{name} is ignored here, as nohup wants it, and stays so")
    port = free_port()
    process = started(tmp_path, port, ["-m", "http.server", "--bind", "127.0.0.1", str(port)])
    process.send_signal(getattr(signal, name))
    assert process.wait(LONG_S) == 128 + getattr(signal, name)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals to send")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_no_kernel_outlives_it(tmp_path, name):
    cell = nbformat.v4.new_code_cell("import os, pathlib\npathlib.Path('pid').write_text(str(os.getpid()))")
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=[cell], metadata=metadata), tmp_path / "lesson.ipynb")
    port = free_port()
    command = ["-m", "voila", "--no-browser", "--Voila.ip=127.0.0.1", f"--Voila.port={port}", str(tmp_path)]
    process = started(tmp_path, port, command)
    page = http.client.HTTPConnection("127.0.0.1", port)
    page.request("GET", "/voila/render/lesson.ipynb")
    page.getresponse().read()
    kernel = int((tmp_path / "pid").read_text())
    assert is_running(kernel)
    process.send_signal(getattr(signal, name))
    process.wait(LONG_S)
    assert not is_running(kernel)


def simple_server(start, monkeypatch):
    """start.py whose gallery is a small server."""
    start.VENV.mkdir()
    start.PYTHON, port = Path(sys.executable), free_port()
    command = ["-m", "http.server", "--bind", "127.0.0.1", str(port)]
    monkeypatch.setattr(start, "gallery", lambda *_: start.serve(command, port, "/", True))
    monkeypatch.setattr(start.webbrowser, "open", lambda address: None)


@pytest.mark.parametrize("problem", [RuntimeError("broken"), KeyboardInterrupt(), UnicodeError("no letters")])
def test_no_server_outlives_an_error_of_ours(start, monkeypatch, problem):
    def say(sentence):
        if "Frontear is at" in sentence:
            raise problem

    simple_server(start, monkeypatch)
    monkeypatch.setattr(start, "say", say)
    with pytest.raises(type(problem)):
        start.main([])
    assert start.keeper.child.poll() is not None


def test_no_server_outlives_a_failure_of_the_machine_and_that_is_one_sentence(start, monkeypatch, capsys):
    def full(*_):
        raise OSError(28, "No space left on device")

    simple_server(start, monkeypatch)
    monkeypatch.setattr(start, "wait_for_answer", full)
    assert start.main([]) == 1
    assert start.keeper.child.poll() is not None
    assert "No space left on device" in capsys.readouterr().err


def test_a_browser_that_does_not_open_ends_nothing(start, monkeypatch, capsys):
    def open_it(address):
        start.keeper.pass_on(signal.SIGTERM, None)
        raise start.webbrowser.Error("could not locate runnable browser")

    simple_server(start, monkeypatch)
    monkeypatch.setattr(start.webbrowser, "open", open_it)
    assert start.main([]) == 128 + signal.SIGTERM
    assert "open the address yourself" in capsys.readouterr().out


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such pipes")
def test_where_nobody_reads_it_ends_without_a_word(tmp_path):
    code = DRIVER.format(root=str(ROOT), folder=str(tmp_path), command=["-c", ""], port=str(free_port()))
    reading, writing = os.pipe()
    os.close(reading)
    ended = subprocess.run([sys.executable, "-c", code], stdout=writing, stderr=subprocess.PIPE, text=True)
    os.close(writing)
    assert (ended.returncode, ended.stderr) == (1, "")


def test_a_server_that_stops_by_itself_gives_its_last_words(tmp_path):
    command = ["-c", "import sys; sys.exit('the disk is full')"]
    process = started(tmp_path, free_port(), command)
    assert process.wait(LONG_S) == 1
    assert "The server stopped by itself: the disk is full" in process.stderr.read()


# ---- for a class


@pytest.fixture
def served(start, monkeypatch):
    """What `serve` would run and tell, by name; nothing is installed and nothing runs."""
    told = {}
    monkeypatch.setattr(start, "install", lambda: None)
    monkeypatch.setattr(start, "require_free", lambda port, listen: None)
    monkeypatch.setattr(start, "serve", lambda command, port, page, **how: told.update(how, command=command, page=page))
    for name in ("OMP_NUM_THREADS", "FRONTEAR_PASSWORD"):  # both are set back afterwards
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    return told


def test_a_class_reaches_all_addresses_and_is_told_one_of_this_computer(start, served):
    start.main(["serve"])
    assert "--Voila.ip=0.0.0.0" in served["command"]
    with socket.socket() as probe:
        probe.bind((served["host"], 0))
    assert os.environ["OMP_NUM_THREADS"] == "1"


def test_a_class_password_stands_in_no_list_of_processes(start, served):
    start.main(["serve", "--password", "a word", "--listen", "127.0.0.1", "--base-url", "/course/"])
    assert os.environ["FRONTEAR_PASSWORD"] == "a word"
    assert "a word" not in " ".join(map(str, served["command"]))
    assert {"--Voila.ip=127.0.0.1", "--Voila.base_url=/course/", "--Voila.server_url=/course/"} <= {*served["command"]}
    assert (served["host"], served["page"]) == ("127.0.0.1", "/course/")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["lab", "--password", "a"], "--password is for serve alone, this is lab"),
        (["--base-url", "/a/"], "--base-url is for serve alone, this is gallery"),
        (["serve", "--base-url", "course"], "--base-url is 'course', it begins and ends with /"),
        (["serve", "--port", "0"], "--port is 0, allowed are 1 to 65535"),
    ],
)
def test_what_serve_can_not_take_is_said(start, capsys, arguments, words):
    with pytest.raises(SystemExit):
        start.main(arguments)
    assert words in capsys.readouterr().err


@pytest.mark.parametrize("address", ["192.0.2.77", "no address"])
def test_an_address_of_another_computer_is_one_sentence(start, capsys, address):
    assert start.main(["serve", "--listen", address]) == 1
    assert f"{address} is no address of this computer" in capsys.readouterr().err
