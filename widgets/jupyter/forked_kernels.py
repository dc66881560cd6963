"""Kernels are forked from a process that has imported all, for every server of ours: widgets/frontear_kernels."""

import sys
from importlib.metadata import EntryPoint
from pathlib import Path

from jupyter_client.provisioning import KernelProvisionerFactory

c = get_config()  # noqa: F821

sys.path.append(str(Path(__file__).parents[1]))  # what is installed may be older than this
from frontear_kernels.provisioner import NAME, ForkProvisioner  # noqa: E402

PLACE = f"{ForkProvisioner.__module__}:{ForkProvisioner.__name__}"
KernelProvisionerFactory.provisioners[NAME] = EntryPoint(NAME, PLACE, KernelProvisionerFactory.GROUP_NAME)
c.KernelProvisionerFactory.default_provisioner_name = NAME
