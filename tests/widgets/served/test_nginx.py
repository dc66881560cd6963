"""Behind nginx, by the lines of deploy/nginx.conf: the page and its line to the kernel come through."""

import asyncio
import re
import shutil
import subprocess
import urllib.request
from collections.abc import Iterator

import pytest
from tornado.httpclient import HTTPClientError

from kernel_line import connected, replies
from servers import REPO, end_with_kernels, free_port, running_server, wait_until_it_answers, write_notebook
from waiting import LONG_S

pytestmark = pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed")
BASE = "/frontear/"
AROUND = """
daemon off; pid {folder}/pid; error_log {folder}/errors;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    server {{ listen 127.0.0.1:{port}; {lines} }}
}}
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """That of the lessons, through nginx."""
    root, folder, port = tmp_path_factory.mktemp("lessons"), tmp_path_factory.mktemp("nginx"), free_port()
    write_notebook(root / "lesson.ipynb", "1 + 1")
    based = (f"--Voila.base_url={BASE}", f"--Voila.server_url={BASE}")
    with running_server("voila", root, *based) as server:
        lines = (REPO / "deploy" / "nginx.conf").read_text().replace("127.0.0.1:8866", f"127.0.0.1:{server.port}")
        settings = folder / "nginx.conf"
        settings.write_text(AROUND.format(folder=folder, port=port, lines=lines))
        process = subprocess.Popen(["nginx", "-e", folder / "errors", "-p", folder, "-c", settings])
        try:
            wait_until_it_answers(process, f"http://127.0.0.1:{port}{BASE}health", log=folder / "errors")
            yield f"http://127.0.0.1:{port}{BASE.rstrip('/')}"
        finally:
            end_with_kernels(process)


@pytest.fixture(scope="module")
def kernel(address: str) -> str:
    with urllib.request.urlopen(f"{address}/voila/render/lesson.ipynb", timeout=LONG_S) as page:
        return re.search(r'frontearKernel\("([\w-]+)"\)', page.read().decode())[1]


def test_the_line_of_a_page_to_its_kernel_comes_through(address: str, kernel: str):
    assert asyncio.run(replies(address, kernel)) == ["kernel_info_reply"]


def test_a_page_from_elsewhere_is_still_refused(address: str, kernel: str):
    with pytest.raises(HTTPClientError, match="403"):
        asyncio.run(connected(address, kernel, Origin="http://elsewhere.example"))
    own = address.removesuffix(BASE.rstrip("/"))
    asyncio.run(connected(address, kernel, Origin=own))
