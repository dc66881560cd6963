"""What needs no kernel has none and is served at once: the gallery, which is text and cards, and pages of Markdown."""

import sys
from pathlib import Path
from types import ModuleType
from urllib.parse import unquote

from tornado.web import Finish
from voila.exporter import VoilaMarkdownRenderer

from frontear_kernels.provisioner import warm

c = get_config()  # noqa: F821

# Of our package that one module is taken: its face brings torch, which no server needs.
package = sys.modules["frontear_widgets"] = ModuleType("frontear_widgets")
package.__path__ = [str(Path(__file__).parents[1] / "frontear_widgets")]
from frontear_widgets.lessons.gallery import gallery  # noqa: E402
from frontear_widgets.views.formulas import Formulas  # noqa: E402
from frontear_widgets.views.markdown import rendered  # noqa: E402

MARKDOWN = ".md"
CARDS = "from frontear_widgets.lessons.gallery import gallery\n\ngallery()"


def without_kernel(handler, notebook, cwd):
    """Answer here for Markdown and where a notebook's code is but the cards'; every other notebook has its kernel."""
    warm(handler.kernel_manager.parent)  # while somebody reads the gallery
    _ = handler.xsrf_token  # its cookie, without which a page that is left can't end its kernel
    if unquote(handler.request.path).endswith(MARKDOWN):
        shown = [text(cell.source) for cell in notebook.cells]
    elif [cell.source for cell in notebook.cells if cell.cell_type == "code"] == [CARDS]:
        folder = Path(handler.contents_manager.root_dir, cwd)
        shown = [gallery(folder).data if cell.cell_type == "code" else text(cell.source) for cell in notebook.cells]
    else:
        return
    title = notebook.cells[0].source.splitlines()[0].lstrip("# ")
    raise Finish(handler.render_template("gallery.html", title=title, shown=shown))


def text(source):
    """Markdown as the pages of lessons have it."""
    return f'<div class="jp-RenderedHTMLCommon jp-RenderedMarkdown">{rendered(source)}</div>'


class LessonMarkdown(Formulas, VoilaMarkdownRenderer):
    """Voila's, but formulas are drawn here: no page has to."""


c.VoilaExporter.markdown_renderer_class = LessonMarkdown
c.VoilaConfiguration.prelaunch_hook = without_kernel
c.VoilaConfiguration.extension_language_mapping = {MARKDOWN: "python"}  # else Voila sends it as a file
