"""A forked kernel is what a started one would be, shares nothing with another, and ends when its server does."""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import EntryPoint
from pathlib import Path

import psutil
import pytest
from jupyter_client import KernelManager
from jupyter_client.provisioning import KernelProvisionerFactory
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager

from frontear_kernels import forked, provisioner
from frontear_kernels.forked import CannotFork, Forked, Template
from waiting import LONG_S

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are started there")
NAME, PLACE = provisioner.NAME, "frontear_kernels.provisioner:ForkProvisioner"

WORLD = """
import json, os, resource, signal, sys, threading
import ipywidgets, torch
import plotly.io
from comm import get_comm_manager
print(json.dumps({
    "argv": sys.argv[0], "arguments": len(sys.argv), "path": sys.path, "main": __name__, "folder": os.getcwd(),
    "environment": {name: value for name, value in os.environ.items() if not name.startswith("KMP_")},
    "leads its session": os.getsid(0) == os.getpid(), "group": os.getpgid(0) == os.getpid(),
    "signals": {each.name: str(signal.getsignal(each)) for each in signal.Signals},
    "blocked": [*signal.pthread_sigmask(signal.SIG_BLOCK, [])],
    "limits": resource.getrlimit(resource.RLIMIT_NOFILE), "umask": os.umask(0o22), "input": sys.__stdin__.read(),
    "shell": type(get_ipython()).__module__, "renderer": plotly.io.renderers.default,
    "files for a debugger": len(get_ipython().kernel._kernel_modules) > 100,
    "targets": sorted(get_comm_manager().targets), "widgets": len(ipywidgets.widgets.widget._instances),
}))
"""
BEFORE_ANY_CELL = {"targets": "__import__('comm').get_comm_manager().targets"}
RANDOM = """
import json, os, random, uuid
import numpy as np, torch
print(json.dumps([random.random(), np.random.rand(), np.random.default_rng().random(), torch.rand(()).item(),
                  str(uuid.uuid4()), get_ipython().kernel.session.session, os.getpid(), os.getsid(0)]))
"""
SERVER = f"""
import os, sys, time
from importlib.metadata import EntryPoint
from jupyter_client import KernelManager
from jupyter_client.provisioning import KernelProvisionerFactory
KernelProvisionerFactory.provisioners["{NAME}"] = EntryPoint("{NAME}", "{PLACE}", KernelProvisionerFactory.GROUP_NAME)
KernelProvisionerFactory.instance().default_provisioner_name = "{NAME}"
kernels = [KernelManager() for _ in range(2)]
for kernel in kernels:
    kernel.start_kernel()
print(*(kernel.provisioner.process.pid for kernel in kernels), flush=True)
time.sleep({LONG_S})
"""


class Kernel:
    """A running kernel that tells what its code prints."""

    def __init__(self, **options: object) -> None:
        self.manager = KernelManager()
        self.manager.start_kernel(**options)
        self.client = self.manager.blocking_client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=LONG_S)

    @property
    def process(self) -> object:
        return self.manager.provisioner.process

    def told(self, code: str) -> object:
        said: list[str] = []
        hear = lambda message: said.append(message["content"].get("text", ""))  # noqa: E731
        reply = self.client.execute_interactive(code, output_hook=hear, timeout=LONG_S)
        assert reply["content"]["status"] == "ok", reply["content"]
        return json.loads("".join(said))

    def reply(self, asked: str) -> dict:
        """What came back for a message."""
        while (reply := self.client.get_shell_msg(timeout=LONG_S))["parent_header"]["msg_id"] != asked:
            pass
        return reply["content"]

    def targets_before_any_cell(self) -> str:
        asked = self.client.execute("", silent=True, user_expressions=BEFORE_ANY_CELL)
        return self.reply(asked)["user_expressions"]["targets"]["data"]["text/plain"]

    def end(self) -> None:
        self.client.stop_channels()
        self.manager.shutdown_kernel()


@pytest.fixture(scope="module", autouse=True)
def forking() -> Iterator[None]:
    """Jupyter forks kernels, as our servers' settings tell it to."""
    factory = KernelProvisionerFactory.instance()
    factory.provisioners[NAME] = EntryPoint(NAME, PLACE, factory.GROUP_NAME)
    factory.default_provisioner_name = NAME
    yield
    factory.default_provisioner_name = "local-provisioner"
    end_template()


@pytest.fixture
def kernel() -> Iterator[Callable[..., Kernel]]:
    with contextlib.ExitStack() as stack:

        def start(**options: object) -> Kernel:
            made = Kernel(**options)
            stack.callback(made.end)
            return made

        yield start


def end_template() -> None:
    ended = template()
    ended.kill()
    ended.wait(LONG_S)


def template() -> subprocess.Popen:
    return provisioner.template()._process


def test_a_forked_kernel_is_as_a_started_one(kernel: Callable[..., Kernel], tmp_path: Path, monkeypatch):
    given = {"cwd": str(tmp_path), "env": {**os.environ, "OF_THIS_KERNEL": "ä"}}
    one = kernel(**given)
    assert isinstance(one.process, Forked)
    monkeypatch.setattr(KernelProvisionerFactory.instance(), "default_provisioner_name", "local-provisioner")
    other = kernel(**given)
    assert isinstance(other.process, subprocess.Popen)
    assert [each.targets_before_any_cell() for each in (one, other)] == ["{}", "{}"]
    forked, started = one.told(WORLD), other.told(WORLD)
    assert forked == started
    assert forked["folder"] == str(tmp_path)
    assert forked["environment"]["OF_THIS_KERNEL"] == "ä"


def test_two_forks_have_nothing_in_common(kernel: Callable[..., Kernel]):
    one, other = kernel().told(RANDOM), kernel().told(RANDOM)
    assert not set(one) & set(other)


def test_a_kernel_that_is_interrupted_goes_on_and_one_that_is_restarted_is_another_fork(
    kernel: Callable[..., Kernel],
):
    this = kernel()
    asked = this.client.execute("print('begun', flush=True)\nwhile True: pass", stop_on_error=False)
    while this.client.get_iopub_msg(timeout=LONG_S)["msg_type"] != "stream":
        pass
    this.manager.interrupt_kernel()
    assert this.reply(asked)["ename"] == "KeyboardInterrupt"
    before = this.told("import os; print(os.getpid())")
    this.manager.restart_kernel(now=True)
    this.client.wait_for_ready(timeout=LONG_S)
    assert isinstance(this.process, Forked)
    assert this.told("import os; print(os.getpid())") != before


def test_a_kernel_that_has_ended_is_known_to_have_and_nothing_is_left_of_it(kernel: Callable[..., Kernel]):
    for end in (lambda this: this.process.kill(), lambda this: this.client.shutdown()):
        this = kernel()
        held, process = psutil.Process(this.process.pid), this.process
        assert this.manager.is_alive()
        end(this)
        assert process.wait() == 0
        assert not this.manager.is_alive()
        held.wait(LONG_S)  # its parent has reaped it


def test_the_template_holds_no_thread_and_nothing_of_a_kernel(kernel: Callable[..., Kernel]):
    this = kernel()
    held = psutil.Process(template().pid)
    assert held.num_threads() == 1
    assert not held.net_connections("inet")
    files = [os.readlink(file) for file in Path(f"/proc/{held.pid}/fd").iterdir()]
    kinds = [file.split(":")[0] for file in files[3:]]
    assert sorted(kinds) == ["pipe", "socket"], files
    assert this.process.pid in [child.pid for child in held.children()]


def test_where_the_template_has_died_its_kernels_live_on_and_the_next_is_started_or_forked_from_another(
    kernel: Callable[..., Kernel], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
):
    survivor = kernel()
    end_template()
    with monkeypatch.context() as unnoticed:
        unnoticed.setattr(Template, "worth_another", lambda _: False)
        started = kernel()
    assert isinstance(started.process, subprocess.Popen)
    assert "A kernel is started, not forked: the template process" in caplog.text
    assert isinstance(kernel().process, Forked)
    assert survivor.told("print(1)") == 1


def test_a_server_can_end_while_a_kernel_begins(monkeypatch: pytest.MonkeyPatch):
    readable, waits = forked.readable, asyncio.Event()

    async def told(*place: object) -> None:
        waits.set()
        await readable(*place)

    async def ended_meanwhile() -> None:
        kernels = AsyncMappingKernelManager()
        template().send_signal(signal.SIGSTOP)
        begins = asyncio.create_task(kernels.start_kernel())
        await waits.wait()
        await kernels.shutdown_all()
        template().send_signal(signal.SIGCONT)
        await kernels.shutdown_kernel(await begins)

    monkeypatch.setattr(forked, "readable", told)
    asyncio.run(ended_meanwhile())


def test_kernels_and_template_end_with_the_server_though_it_is_killed():
    with subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE) as server:
        pids = [int(pid) for pid in server.stdout.readline().split()]
        family = psutil.Process(server.pid).children(recursive=True)
        assert len(pids) == 2
        assert {*pids} < {process.pid for process in family}
        server.kill()
        _, left = psutil.wait_procs(family, timeout=LONG_S)
    assert not left


@pytest.mark.parametrize(
    ("command", "options", "why"),
    [
        (["R", "--slave", "-f", "file"], {}, "its command begins with R --slave -f"),
        ([*provisioner.ORDINARY, "-f", "file"], {"stdout": 1}, "it is to be started with stdout"),
        ([*provisioner.ORDINARY, "-f", "file"], {"env": {"OMP_NUM_THREADS": "7"}}, "its environment has another"),
    ],
)
def test_what_only_a_started_kernel_can_be_is_not_forked(command: list[str], options: dict, why: str):
    with pytest.raises(CannotFork, match=why):
        asyncio.run(provisioner.forked(command, **{"env": {**os.environ}, **options}))


def test_off_linux_nothing_is_forked(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(forked.sys, "platform", "darwin")
    with pytest.raises(CannotFork, match="on darwin what a process has loaded may not survive a fork"):
        asyncio.run(Template([sys.executable], os.environ).fork([], os.environ, "."))
    assert not Template([sys.executable], os.environ).worth_another()
