"""Voila alone: the shared settings, and one kernel kept warm for the gallery."""

c = get_config()  # noqa: F821

load_subconfig("jupyter_server_config.py")  # noqa: F821

c.VoilaConfiguration.preheat_kernel = True
c.VoilaKernelManager.kernel_pools_config = {"default": {"pool_size": 0}, "00_index.ipynb": {"pool_size": 1}}
