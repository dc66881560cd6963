"""The server's side: asks the template process for a kernel, and starts one where none is to be had."""

import os
import sys
import time
from pathlib import Path, PurePosixPath
from typing import Any

from jupyter_client.provisioning.factory import KernelProvisionerFactory
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from frontear_kernels.forked import CannotFork, Template

NAME = "frontear-fork"  # of the entry point
ORDINARY = [sys.executable, "-m", "ipykernel_launcher"]  # how a kernel of this Python is started
HARMLESS = "-Xfrozen_modules=off"  # for debuggers
KNOWN = {"env", "cwd", "kernel_id", "extra_arguments"}

_template: Template | None = None


def warm(app: Any) -> None:
    """Start the template of a server whose kernels are to be forked, unless it runs: the first need not wait for it."""
    if KernelProvisionerFactory.instance(parent=app).default_provisioner_name == NAME:
        template()


def template() -> Template:
    """The one of this server."""
    global _template
    if _template is None or _template.worth_another():
        _template = Template(ORDINARY[:1], os.environ)
    return _template


class ForkProvisioner(LocalProvisioner):
    """A kernel that is forked from the template process; where that can't be, it starts as any other."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Fork or start the kernel that a command would start.

        Args:
            cmd: The kernel's command line.
            **kwargs: Its environment and folder, and what else Popen would take.

        Returns:
            Where the kernel listens.
        """
        self._may_end_meanwhile()
        self._opened, self._lesson = time.monotonic(), asked_for(kwargs.get("env", {}))
        try:
            self.process = await forked(cmd, **kwargs)
        except CannotFork as reason:
            self.log.warning(f"A kernel is started, not forked: {reason}.")
            return await super().launch_kernel(cmd, **kwargs)
        self.pid = self.pgid = self.process.pid
        self.cwd = kwargs.get("cwd", Path.cwd())
        return self.connection_info

    async def cleanup(self, restart: bool = False) -> None:
        """A kernel has ended: a line in the log for each.

        Args:
            restart: Whether it is to begin anew.
        """
        await super().cleanup(restart=restart)
        self.log.info(f"{self._lesson} was open for {(time.monotonic() - self._opened) / 60:.1f} min.")

    def _may_end_meanwhile(self) -> None:
        """Jupyter's server, when told to stop, stumbles over kernels that have yet to begin, and would not stop."""
        kernels = getattr(self.parent, "parent", None)
        if self.kernel_id not in getattr(kernels, "_kernels", ()):
            getattr(kernels, "_pending_kernels", {}).pop(self.kernel_id, None)


def asked_for(env: dict[str, str]) -> str:
    """The notebook of a kernel's page, as Voila tells the kernel; without Voila it is not known."""
    return PurePosixPath(env.get("SCRIPT_NAME", "")).stem or "A notebook"


async def forked(cmd: list[str], *, env: dict[str, str], cwd: str | None = None, **further: Any) -> Any:
    """The process that does what the command would; CannotFork where only the command can."""
    python = [part for part in cmd[:-2] if part != HARMLESS]
    if python[:3] != ORDINARY:
        raise CannotFork(f"its command begins with {' '.join(cmd[:3])}, not with {' '.join(ORDINARY)}")
    if further.keys() - KNOWN:
        raise CannotFork(f"it is to be started with {', '.join(further.keys() - KNOWN)}")
    arguments = cmd[cmd.index(ORDINARY[-1]) + 1 :]
    ours = {**env, "JPY_PARENT_PID": str(os.getpid())}
    return await template().fork(arguments, ours, os.path.abspath(cwd or os.getcwd()))
