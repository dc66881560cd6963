"""Start Frontear: `python3 start.py` opens the gallery, `... lab` JupyterLab, `... serve` the gallery for a class,
`... test` runs every test, `... docs` makes the site of the library, `... publish FOLDER` lessons without a server.

Makes .venv beside this file, installs into it what is missing and runs. Standard library only, and
no syntax newer than Python 3.6, so that an old Python can say what it lacks.
"""

import argparse
import ast
import contextlib
import errno
import hashlib
import http.client
import importlib.util
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import webbrowser
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
SCRIPTS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = SCRIPTS / ("python.exe" if os.name == "nt" else "python")
LOCKED = ("requirements.txt", "constraints.txt", "pyproject.toml")
COMMANDS = ["gallery", "lab", "serve", "test", "docs", "publish"]
FOLDERS = ("FRONTEAR_DATA", "FRONTEAR_CACHE", "FRONTEAR_RUNS")  # that the user names
INTERRUPTED = VENV / "installing"
OURS = ("installing", "installed-", "install.log")  # files that tell a .venv of ours from somebody's own
CPU_INDEX = "https://download.pytorch.org/whl/cpu"
NO_NETWORK = re.compile(r"connection broken|Max retries exceeded|ConnectionError|Connect(ion)?Timeout|NameResolution")
IN_BROWSER, LESSONS = "tests/in_browser", "test_lessons_in_browser"
BESIDE = "server- or 00_index or 08_ or 09_ or 10_beyond or appendix"  # lessons with all else: each part takes as long
PARTS = {  # of the tests, each a process of its own
    "Without a browser": [f"--ignore={IN_BROWSER}"],
    "Lessons in it": [IN_BROWSER, "-k", f"{LESSONS} and not ({BESIDE})", "-o", "cache_dir=.pytest_cache/lessons"],
    "Else in it": [IN_BROWSER, "-k", f"not {LESSONS} or {BESIDE}", "-o", "cache_dir=.pytest_cache/in_browser"],
}
SILENT = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
# Of the caller's settings of Python, pip and Jupyter nothing is handed on but what is harmless, and what pip needs.
FOREIGN = ("PYTHON", "PIP_", "JUPYTER", "JPY_", "IPYTHON", "VOILA_", "NUMBA_", "__PYVENV_LAUNCHER__")
HARMLESS = {"PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX", "PYTHONUNBUFFERED", "PIP_CONFIG_FILE", "JUPYTER_TOKEN"}
# What a person may need to reach a package index. Where packages go, which and how they are made is ours to say.
REACH = ("index-url", "extra-index-url", "no-index", "find-links", "trusted-host", "proxy", "cert", "client-cert")
REACH += ("timeout", "default-timeout", "retries", "keyring-provider", "cache-dir", "no-cache-dir")
REACH += ("use-feature", "use-deprecated")  # truststore, legacy-certs: certificates of a company
WARM = """
import anywidget, frontear, frontear_widgets, ipywidgets, librosa, numpy, plotly.graph_objects, soundfile, soxr, torch
librosa.pcen(librosa.feature.melspectrogram(y=numpy.zeros(16_000, numpy.float32), sr=16_000))
"""


class Trouble(Exception):
    """One sentence for the person who started us."""


class Stopped(Exception):
    """We were told to stop; args[0] is the signal's number."""


def main(arguments):
    """Run what was asked for and return the exit code; whatever goes wrong, nothing of ours is left running."""
    try:
        say_anything()
        require_python(sys.version_info)
        keeper.listen()
        return run(arguments)
    except BrokenPipeError:
        return nobody_reads()
    except (Trouble, OSError) as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        return 1
    except Stopped as stopped:
        say("Stopped.")
        return 128 + stopped.args[0]
    finally:
        keeper.end()


def run(arguments):
    if arguments[:1] == ["test"]:
        return test(arguments[1:])
    chosen = parse(arguments)
    if chosen.command == "docs":
        return docs()
    if chosen.command == "publish":
        return publish(chosen.folder)
    if chosen.command == "serve":
        return for_a_class(chosen.port, chosen.listen, chosen.base_url, chosen.password)
    return (lab if chosen.command == "lab" else gallery)(chosen.port, not chosen.no_browser)


def parse(arguments):
    parser = argparse.ArgumentParser(prog="start.py", description="Frontear: how machines hear.")
    parser.add_argument("command", nargs="?", default="gallery", choices=COMMANDS)
    parser.add_argument("folder", nargs="?", help="publish: where the pages go")
    parser.add_argument("--port", type=int, help="8866 for the gallery and the class, 8888 for the lab if not given")
    parser.add_argument("--no-browser", action="store_true", help="print the address, open nothing")
    for_serve = parser.add_argument_group("serve, for a class")
    for_serve.add_argument("--listen", metavar="ADDRESS", help="of this computer; if not given, all that it has")
    for_serve.add_argument(
        "--base-url", metavar="/PLACE/", help="where a server in front of this one has it; / if not given"
    )
    for_serve.add_argument("--password", help="the class is asked for it once")
    chosen = parser.parse_args(arguments)
    if chosen.port is not None and not 1 <= chosen.port <= 65535:
        parser.error(f"--port is {chosen.port}, allowed are 1 to 65535")
    for name in ("listen", "base_url", "password"):
        if chosen.command != "serve" and getattr(chosen, name) is not None:
            parser.error(f"--{name.replace('_', '-')} is for serve alone, this is {chosen.command}")
    if (chosen.command == "publish") != (chosen.folder is not None):
        parser.error("publish, and it alone, takes a folder: start.py publish pages")
    if chosen.base_url and not re.fullmatch(r"/([\w.~-]+/)*", chosen.base_url):
        parser.error(f"--base-url is {chosen.base_url!r}, it begins and ends with / as in /frontear/")
    return chosen


def gallery(port=None, open_browser=True):
    port = port or 8866
    require_free(port)
    install()
    return serve(voila(port), port, "/", open_browser)


def for_a_class(port=None, listen=None, base_url=None, password=None):
    """The gallery for all who reach this computer; a kernel has one thread: who trains leaves room for others."""
    port, listen, base_url = port or 8866, listen or "0.0.0.0", base_url or "/"
    require_free(port, listen)
    install()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    if password:
        os.environ["FRONTEAR_PASSWORD"] = password
    host = reached_at() if listen == "0.0.0.0" else listen
    return serve(voila(port, listen, base_url), port, base_url, open_browser=False, host=host, told=show_code)


def voila(port, listen="127.0.0.1", base_url="/"):
    command = ["-m", "voila", "--no-browser", f"--Voila.ip={listen}", f"--Voila.port={port}", "--Voila.port_retries=0"]
    command += [f"--Voila.base_url={base_url}", f"--Voila.server_url={base_url}"]
    return [*command, ROOT / "notebooks"]


def lab(port=None, open_browser=True):
    port = port or 8888
    require_free(port)
    install()
    os.environ["JUPYTER_TOKEN"] = token = secrets.token_hex(16)
    command = ["-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1"]
    command += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0", f"--ServerApp.root_dir={ROOT / 'notebooks'}"]
    command += ["--ServerApp.base_url=/", "--ServerApp.certfile=", "--ServerApp.keyfile="]
    return serve(command, port, f"/lab/tree/00_index.ipynb?token={token}", open_browser)


def docs():
    install("docs")
    os.environ["NO_MKDOCS_2_WARNING"] = "1"
    keeper.start([PYTHON, "-m", "mkdocs", "build", "--strict"], interrupt)
    code = keeper.wait()
    if code == 0:
        say(f"The site is at {ROOT / 'site' / 'index.html'}")
    return code


def publish(folder):
    folder = os.path.abspath(folder)
    install()
    keeper.start([PYTHON, "-m", "frontear_widgets.publish", folder], interrupt)
    code = keeper.wait()
    if code == 0:
        say(f"The lessons are at {os.path.join(folder, 'index.html')}")
    return code


def test(further):
    install("test")
    browser = chromium()
    if browser:
        os.environ["FRONTEAR_CHROMIUM"] = str(browser)
    else:
        say("No Chromium can be had: the browser tests " + ("fail, for CI is set" if os.environ.get("CI") else "skip"))
    if not further:
        return side_by_side()
    keeper.start([PYTHON, "-m", "pytest", *further], interrupt)
    return keeper.wait()


def side_by_side():
    """What needs a browser in two processes beside the rest, a thread each; their reports come at the end."""
    os.environ.update(OMP_NUM_THREADS="1", MKL_NUM_THREADS="1", PYTHONUNBUFFERED="1")
    VENV.mkdir(exist_ok=True)
    logs = {part: VENV / f"tests-{number}.log" for number, part in enumerate(PARTS)}
    first, *later = logs.values()
    say(f"Three runs side by side; two in a browser, told of when all have ended (or look into {later[0]}, {later[1]})")
    for part, log in logs.items():
        with log.open("wb") as output:
            command = [PYTHON, "-m", "pytest", *PARTS[part]]
            keeper.start(command, interrupt, stdout=output, stderr=subprocess.STDOUT)
    with first.open(encoding="utf-8", errors="replace") as lines:
        try:
            return keeper.wait(watch=lambda: show(lines.read()))
        finally:
            show(lines.read() + "".join(map(text, later)))
            say("\n".join(f"{part + ':':18} {last(text(log))}" for part, log in logs.items()))


def text(log):
    return log.read_text(encoding="utf-8", errors="replace")


# ---- what must be so -------------------------------------------------------------------------------------------------


def require_python(version):
    if tuple(version[:2]) < (3, 11):
        found = ".".join(str(part) for part in version[:3])
        raise Trouble(f"Frontear needs Python 3.11 or newer, and this is Python {found}: start it with a newer one.")


def require_venv_module():
    if not all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
        how = "on Debian and Ubuntu: apt install python3-venv"
        raise Trouble(f"This Python has no venv module: install it ({how}) and start again.")


def require_free(port, listen="127.0.0.1"):
    other = f"choose another one, for example: python3 start.py --port {port + 1 if 1024 <= port < 65535 else 8867}"
    with socket.socket() as probe:
        if os.name == "posix":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((listen, port))
        except PermissionError:
            raise Trouble(f"Port {port} needs an administrator's rights; {other}") from None
        except OSError as problem:
            if problem.errno == errno.EADDRNOTAVAIL or isinstance(problem, socket.gaierror):
                raise Trouble(f"{listen} is no address of this computer; leave --listen away for all it has.") from None
            raise Trouble(f"Port {port} is taken by another program; {other}") from None


# ---- installing ------------------------------------------------------------------------------------------------------


def install(extra=""):
    """Bring .venv to what the locked files say; at once where it is there already."""
    if is_installed(extra):
        return
    say("First start, or something changed: this takes 5 to 10 minutes once.")
    make_venv()
    INTERRUPTED.touch()
    install_torch()
    say("[3/4] Installing the rest")
    pip("-c", "constraints.txt", "-r", "requirements.txt")
    if extra:
        pip("-c", "constraints.txt", "-e", f".[{extra}]")
    warm()
    for done in {"", extra}:
        stamp(done).write_text(fingerprint())
    INTERRUPTED.unlink()


def is_installed(extra=""):
    return PYTHON.exists() and stamp(extra).is_file() and stamp(extra).read_text() == fingerprint()


def stamp(extra=""):
    return VENV / ("installed-" + (extra or "base"))


def fingerprint():
    """What .venv depends on; the place too, for the editable install points to it."""
    parts = [os.fsencode(str(ROOT)), *((ROOT / name).read_bytes() for name in LOCKED)]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def make_venv():
    """Make .venv, and make it anew where an earlier start was cut short."""
    if not INTERRUPTED.exists() and PYTHON.exists() and succeeds([PYTHON, "-c", "import pip"]):
        return
    require_venv_module()
    if not is_ours():
        raise Trouble(f"{VENV} has no pip, and start.py did not make it: move it away and start again.")
    say("[1/4] Making .venv")
    base = getattr(sys, "_base_executable", None) or sys.executable
    keeper.start([base, "-m", "venv", "--clear", "--prompt", "frontear", VENV], interrupt)
    if keeper.wait():
        raise Trouble(f"Python could not make a virtual environment in {VENV}: its message is above.")


def is_ours():
    """Whether .venv holds nothing, or what says that we made it, so that it may be cleared."""
    inside, config = os.listdir(str(VENV)) if VENV.is_dir() else [], VENV / "pyvenv.cfg"
    prompt = config.is_file() and "prompt = 'frontear'" in config.read_text(encoding="utf-8", errors="replace")
    return not inside or prompt or any(name.startswith(OURS) for name in inside)


def install_torch():
    """Torch alone, without dependencies: the CPU index is asked for nothing else."""
    torch = re.search(r"^torch==\S+", (ROOT / "constraints.txt").read_text(encoding="utf-8"), re.MULTILINE).group()
    say(f"[2/4] Installing {torch} (the largest part)")
    *first, default = torch_sources(sys.platform, has_nvidia_gpu())
    if not any(pip_ok("--no-deps", torch, *source) for source in first):
        pip("--no-deps", torch, *default)


def torch_sources(platform, has_gpu):
    """Pip arguments to try in turn; only Linux and Windows builds come with and without CUDA."""
    cpu_only = ["--index-url", CPU_INDEX, "--retries", "0", "--timeout", "15"]
    return [[]] if has_gpu or platform == "darwin" else [cpu_only, []]


def has_nvidia_gpu():
    return bool(shutil.which("nvidia-smi")) and succeeds(["nvidia-smi", "-L"])


def pip(*arguments):
    output = pip_output(*arguments)
    if keeper.child.returncode == 0:
        return
    INTERRUPTED.unlink()
    if NO_NETWORK.search(output):
        raise Trouble("No package index answers: check the internet connection (or the proxy) and start again.")
    raise Trouble(f"Installing failed: {last(output)} (pip's whole report: {VENV / 'install.log'})")


def pip_ok(*arguments):
    pip_output(*arguments)
    return keeper.child.returncode == 0


def pip_output(*arguments):
    """Run pip install, say what it downloads, keep everything in .venv/install.log."""
    plain = ["--disable-pip-version-check", "--no-color", "--progress-bar", "off", "--no-input"]
    log = VENV / "install.log"
    with log.open("ab") as output, log.open(encoding="utf-8", errors="replace") as lines:
        start = lines.seek(0, os.SEEK_END)
        command = [PYTHON, "-m", "pip", "install", *plain, *arguments]
        keeper.start(command, interrupt, env=pip_environment(), stdout=output, stderr=subprocess.STDOUT)
        keeper.wait(watch=lambda: say_downloads(lines))
        lines.seek(start)
        return lines.read()


def pip_environment():
    """Ours, without pip's own files: what they say of reaching an index is handed on as variables."""
    ours = environment()
    asked = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "timeout": 60, "cwd": str(ROOT)}
    listed = ""
    with contextlib.suppress(OSError, subprocess.TimeoutExpired):  # then without
        command = [str(PYTHON), "-m", "pip", "config", "list"]
        listed = subprocess.run(command, env=ours, encoding="utf-8", **asked).stdout
    return dict(from_files(listed), **dict(ours, PIP_CONFIG_FILE=os.devnull))


def from_files(listed):
    """Variables that say the same as the lines of `pip config list`, as far as they are of reaching an index."""
    found = {}
    for section in ("global", "install"):  # the second is the one that pip install heeds more
        for name, value in re.findall(rf"^{section}\.([\w-]+)=(.+)$", listed, re.MULTILINE):
            if name in REACH:
                found[variable(name)] = ast.literal_eval(value)
    return found


def variable(name):
    return "PIP_" + name.upper().replace("-", "_")


def say_downloads(lines):
    for line in map(str.strip, lines):
        if line.startswith("Downloading") and ".metadata" not in line:
            say("      " + line.split("/")[-1].replace("Downloading ", ""))


def warm(python=PYTHON):
    """Compile now what librosa, numba and torch would compile while somebody waits."""
    say("[4/4] Warming up (a minute or two)")
    keeper.start([python, "-c", WARM], interrupt)
    if keeper.wait():
        raise Trouble("What was installed does not start: its message is above.")


# ---- a browser for the tests -----------------------------------------------------------------------------------------


def chromium():
    """Path of a Chromium the tests can drive, or None."""
    given = os.environ.get("FRONTEAR_CHROMIUM")
    return given or installed_chromium() or playwright_chromium() or debian_chromium()


def installed_chromium():
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
    folders = [os.environ.get(name) for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")]
    places = [Path(folder) / "Google/Chrome/Application/chrome.exe" for folder in folders if folder]
    places += [Path(f"/Applications/{name}.app/Contents/MacOS/{name}") for name in ("Chromium", "Google Chrome")]
    return next(filter(None, map(shutil.which, names)), None) or next((p for p in places if p.is_file()), None)


def playwright_chromium():
    say("No Chromium is installed: asking Playwright for its own (some 150 MB, once)")
    keeper.start([PYTHON, "-m", "playwright", "install", "chromium"], interrupt, **SILENT)
    keeper.wait()
    ask = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
    answer = subprocess.run([str(PYTHON), "-c", ask], env=environment(), stdout=subprocess.PIPE, encoding="utf-8")
    path = Path(answer.stdout.strip() or "none")
    return path if path.is_file() and (os.name == "nt" or succeeds([path, "--version"])) else None


def debian_chromium():
    may = os.environ.get("CI") and getattr(os, "geteuid", lambda: 1)() == 0 and shutil.which("apt-get")
    if not may:
        return None
    say("Playwright has none: asking Debian for its package")
    for arguments in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
        keeper.start(["apt-get", "-q", *arguments], interrupt)
        keeper.wait()
    return shutil.which("chromium")


# ---- running ---------------------------------------------------------------------------------------------------------


class Keeper:
    """Runs children, `child` the last of them, and passes on to all that we are to stop; a second time kills them."""

    def __init__(self):
        self.child, self.children = None, []
        self.stop = None
        self.asked = 0

    def listen(self):
        numbers = [getattr(signal, name, None) for name in ("SIGINT", "SIGTERM", "SIGBREAK", "SIGHUP")]
        for number in filter(None, numbers):
            if number == signal.SIGINT or signal.getsignal(number) != signal.SIG_IGN:  # nohup stays in force
                signal.signal(number, self.pass_on)

    def pass_on(self, number, _frame):
        stop = kill if self.asked else self.stop
        self.asked = number
        for child in self.children:
            stop(child)

    def start(self, command, stop, env=None, **options):
        """Start the child in a group of its own, out of reach of the terminal's Ctrl-C."""
        group = {"start_new_session": True}
        if os.name == "nt":
            group = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
        self.stop = stop
        command = [str(part) for part in command]
        self.child = subprocess.Popen(command, cwd=str(ROOT), env=env or environment(), **group, **options)
        self.children.append(self.child)
        if self.asked:
            stop(self.child)
        return self.child

    def wait(self, patience=30, watch=lambda: None):
        """Return the exit code of the first child that failed, else 0; once asked to stop, they have some seconds."""
        while any(child.poll() is None for child in self.children):
            time.sleep(0.05)
            watch()
            patience -= 0.05 if self.asked else 0
            if patience < 0:
                for child in self.children:
                    kill(child)
        ended, self.children = self.children, []
        if self.asked:
            raise Stopped(self.asked)
        return next((child.returncode for child in ended if child.returncode), 0)

    def end(self):
        """Stop what still runs, as if asked to: there is nobody left to look after it."""
        if not any(child.poll() is None for child in self.children):
            return
        if not self.asked:
            self.pass_on(signal.SIGTERM, None)
        with contextlib.suppress(Stopped):
            self.wait()


def terminate(child):
    child.terminate()


def interrupt(child):
    child.send_signal(signal.SIGTERM if os.name == "nt" else signal.SIGINT)


def kill(child):
    if os.name == "nt":
        child.kill()
    elif child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)


def serve(command, port, page, open_browser, host="127.0.0.1", told=None):
    """Run a server in .venv until it or we are stopped; open or tell the page once it answers."""
    log = VENV / f"server-{port}.log"
    say("Starting the server")
    with log.open("w", encoding="utf-8") as output:
        keeper.start([PYTHON, *command], terminate, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)
    address = f"http://{host}:{port}{page}"
    if wait_for_answer(host, port, page):
        say(f"Frontear is at {address} (Ctrl-C stops it; the server's log is {log})")
        if open_browser:
            show_page(address)
        if told:
            told(address)
    if keeper.wait() == 0:
        return 0
    words = last(log.read_text(encoding="utf-8", errors="replace"))
    raise Trouble(f"The server stopped by itself: {words} (its whole log: {log})")


def reached_at():
    """This computer's address in its network; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect(("192.0.2.1", 9))  # an address that nobody has: which way would lead there?
            return asking.getsockname()[0]
        except OSError:
            return socket.gethostname()


def show_code(address):
    """The address for telephones and tablets, to be projected."""
    program = "import segno, sys; segno.make(sys.argv[1], micro=False).terminal(compact=True)"
    subprocess.run([str(PYTHON), "-c", program, address], env=environment(), stderr=subprocess.DEVNULL)


def show_page(address):
    try:
        webbrowser.open(address)
    except (OSError, webbrowser.Error) as problem:
        say(f"No browser opens ({problem}): open the address yourself")


def wait_for_answer(host, port, page):
    while keeper.child.poll() is None and not keeper.asked:
        if answers(host, port, page):
            return True
        time.sleep(0.1)
    return False


def answers(host, port, page):
    connection = http.client.HTTPConnection(host, port, timeout=10)
    try:
        connection.request("GET", page)
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def environment():
    """The caller's, with .venv first in PATH, and Python, pip and Jupyter as clean as if nobody had ever set them up.

    Python reads and writes UTF-8; Jupyter and IPython take our settings alone and keep theirs in .venv, so that neither
    the user's own nor a home that cannot be written changes what happens. Folders that the user names are whole.
    """
    jupyter, settings = VENV / "jupyter", ROOT / "widgets/jupyter"
    path = os.pathsep.join(filter(None, [str(SCRIPTS), os.environ.get("PATH")]))
    whole = {name: os.path.abspath(os.path.expanduser(os.environ[name])) for name in filter(os.environ.get, FOLDERS)}
    ours = dict(whole, PATH=path, PYTHONUTF8=1, PYTHONNOUSERSITE=1, IPYTHONDIR=jupyter / "ipython")
    ours.update(JUPYTER_PATH=settings, JUPYTER_CONFIG_PATH=settings, JUPYTER_CONFIG_DIR=jupyter / "config")
    ours.update(JUPYTER_DATA_DIR=jupyter / "data", JUPYTER_RUNTIME_DIR=jupyter / "runtime")
    handed_on = {name: value for name, value in os.environ.items() if may_pass(name)}
    return dict(handed_on, **{name: str(value) for name, value in ours.items()})


def may_pass(name):
    return not name.startswith(FOREIGN) or name in HARMLESS or name in map(variable, REACH)


def succeeds(command):
    try:
        command = [str(part) for part in command]
        return subprocess.run(command, env=environment(), timeout=60, **SILENT).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def say_anything():
    """What our output cannot write, in latin-1 for one, is replaced."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def nobody_reads():
    """As after `start.py | head -1`: whoever ends us finds nothing to flush."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 1


def last(text):
    return (text.strip().splitlines() or ["nothing"])[-1]


def say(sentence):
    print(sentence, flush=True)


def show(text):
    print(text, end="", flush=True)


keeper = Keeper()

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
