"""A page that is left, however, ends its kernel; one that stays keeps it."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from driver import kernel_id, open_lesson
from servers import Server, running_server, write_notebook
from waiting import LONG_MS, LONG_S

WIDGET = """
from IPython.display import HTML, display
from frontear_widgets.views.code import CopyCode
display(CopyCode("1 + 1"))
display(HTML("<a class=file href='data:text/plain,file' download='file.txt'>a file</a>"))
"""
FOR_EVER = "import threading\nthreading.Event().wait()"


NOTEBOOKS = {"left_one": WIDGET, "left_other": WIDGET, "left_for_ever": FOR_EVER}


@pytest.fixture(scope="module", params=["voila", "server"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    if request.param == "voila":
        write = request.getfixturevalue("written")
        *_, running = (write(name, code) for name, code in NOTEBOOKS.items())
        yield running
        return
    root = tmp_path_factory.mktemp("left")
    for name, code in NOTEBOOKS.items():
        write_notebook(root / f"{name}.ipynb", code)
    with running_server(request.param, root) as running:
        yield running


@pytest.fixture
def leaving(server: Server, page: Page) -> Callable[[Callable[[], object]], None]:
    """Does what leaves the page, and waits until its kernel has ended."""

    def leave(does: Callable[[], object]) -> None:
        kernel = server.kernel_process(kernel_id(page))
        does()
        kernel.wait(LONG_S)

    return leave


def test_a_page_that_is_left_ends_its_kernel(server: Server, page: Page, leaving: Callable):
    one, other = server.lesson_url("left_one"), server.lesson_url("left_other")
    open_lesson(page, one)
    leaving(lambda: open_lesson(page, other))  # the next lesson
    leaving(lambda: page.reload(wait_until="commit"))
    page.wait_for_function("frontearProbe.ready()", timeout=LONG_MS)
    leaving(lambda: page.go_back(wait_until="commit"))
    page.wait_for_function("frontearProbe.ready()", timeout=LONG_MS)
    leaving(lambda: page.close(run_before_unload=True))


def test_a_page_that_is_left_before_all_is_there_ends_its_kernel(server: Server, page: Page, leaving: Callable):
    page.goto(server.lesson_url("left_for_ever"), wait_until="commit")
    page.locator("body[data-kernel-id]").wait_for(state="attached", timeout=LONG_MS)
    leaving(lambda: page.goto("about:blank"))


def test_a_page_that_only_fetches_a_file_keeps_its_kernel(server: Server, page: Page):
    open_lesson(page, server.lesson_url("left_one"))
    kernel = server.kernel_process(kernel_id(page))
    with page.expect_download(timeout=LONG_MS):
        page.locator(".file").click()
    with page.expect_response("**/api/kernels/*", timeout=LONG_MS) as answer:
        page.evaluate("id => { fetch(`/api/kernels/${id}`) }", kernel_id(page))
    assert answer.value.ok
    assert kernel.is_running()
