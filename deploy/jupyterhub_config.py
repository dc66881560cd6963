"""A hub on one computer: whoever has an account there logs in, and has a server of gallery and lab of their own.

In /srv/frontear, which is theirs to read, and as root, for the hub starts each server as its student:

    git clone https://github.com/frontear/frontear.git . && python3 -c 'import start; start.install("hub")'
    npm install --global configurable-http-proxy
    .venv/bin/jupyterhub --config deploy/jupyterhub_config.py
"""

from pathlib import Path

c = get_config()  # noqa: F821

c.Spawner.cmd = [str(Path(__file__).absolute().with_name("student"))]
c.Spawner.default_url = "/voila/render/lessons/00_index.ipynb"
c.Spawner.start_timeout = c.Spawner.http_timeout = 300  # a class comes at once

# One open lesson takes 0.5 GB. A hub that starts servers in containers or by systemd keeps them to this; one that is
# told nothing else starts plain processes, and can't.
c.Spawner.mem_guarantee, c.Spawner.mem_limit = "600M", "2G"
c.Spawner.cpu_guarantee, c.Spawner.cpu_limit = 0.1, 2.0

c.PAMAuthenticator.allow_all = True
