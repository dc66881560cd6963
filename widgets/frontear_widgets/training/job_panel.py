"""What every panel that learns has in common: start, pause, stop, a line of progress, and looks at its worker."""

import asyncio
from collections.abc import Callable

from ipywidgets import Widget

from frontear.dsp.warned import warned
from frontear_widgets.browser.plain import Box, Button
from frontear_widgets.core.attempt import attempt
from frontear_widgets.core.live import Live
from frontear_widgets.core.panel import Panel
from frontear_widgets.views.live_text import LiveText
from frontear_widgets.views.names import escaped

from .worker import BackgroundThread

LOOK_S = 0.5  # between looks at the worker
CHARTS_EVERY = 2  # looks
ADVICE = "runs before it are whole"


class LearningThread(BackgroundThread):
    """Learns in a thread, `_learned`; what goes wrong is a sentence in `error`. `stopped` says that it was told to."""

    def __init__(self):
        self.error, self.stopped = "", False
        self.warnings = []
        super().__init__()

    def _work(self) -> None:
        with warned() as self.warnings:
            _, self.error = attempt(self._learned, advice=ADVICE)

    def _learned(self) -> None:
        """Do it, and after every step ask whether it `_goes_on`."""
        raise NotImplementedError


class JobPanel(Panel):
    """A plan, buttons, progress, and `below` what is drawn; a subclass says what begins and how it is shown.

    The worker learns in a thread; widgets are touched from the page's own alone.
    """

    def __init__(self, plan: Live, *below: Widget, words: str):
        self.plan = plan
        self.worker: BackgroundThread | None = None
        self._buttons = {name: Button(description=name) for name in ("Start", "Pause", "Stop")}
        self._buttons["Start"].on_click(lambda _: self.start())
        self._buttons["Pause"].on_click(lambda _: self.pause_or_resume())
        self._buttons["Stop"].on_click(lambda _: self.stop())
        self.progress = LiveText(f"<p>{words}</p>")
        super().__init__([plan, Box(list(self._buttons.values())).add_class("frontear-foot"), self.progress, *below])
        self._enable()

    def start(self) -> None:
        """Learn as planned, in a thread; a plan that cannot be is explained."""
        if self.worker is not None:
            return
        with warned():  # the plan has said it
            self.worker, problem = attempt(self._begun, advice=ADVICE)
        if self.worker is None:
            self._say(wrong(problem))
            return
        self._say("Reading the sounds …")
        self._enable()
        try:
            asyncio.get_running_loop().create_task(self._watch(self.worker))
        except RuntimeError:
            return  # no event loop, as in a plain script: `wait` shows how it went

    def pause_or_resume(self) -> None:
        """Wait, or go on."""
        if self.worker is None:
            return
        (self.worker.resume if self.worker.paused else self.worker.pause)()
        self._enable()
        self._tell(self._told, self.worker)

    def stop(self) -> None:
        """End early; what was learned is kept."""
        if self.worker is not None:
            self._say("Stopping after this step …")
            self.worker.stop()

    def close(self) -> None:
        """Stop, and close."""
        self.stop()
        super().close()

    def wait(self) -> None:
        """Return when all has been learned, and show how."""
        if self.worker is not None:
            self.worker.wait()
            self._finish(self.worker)

    def _begun(self) -> BackgroundThread:
        """Return a worker that has begun. Raises ValueError for a plan that cannot be."""
        raise NotImplementedError

    def _done(self, worker: BackgroundThread) -> object:
        """What is another after every step."""
        raise NotImplementedError

    def _told(self, worker: BackgroundThread) -> str:
        """How it stands, in a sentence."""
        raise NotImplementedError

    def _show(self, worker: BackgroundThread) -> None:
        """Draw what has been learned so far."""
        raise NotImplementedError

    def _ended(self, worker: BackgroundThread) -> str:
        """Keep and draw what was learned, and return how it went, in a sentence."""
        raise NotImplementedError

    async def _watch(self, worker: BackgroundThread) -> None:
        """Look at the worker now and then, from the thread that widgets live in, and show what is new."""
        shown, looks = self._done(worker), 0
        while worker.alive:
            if (done := self._done(worker)) != shown:
                shown, looks = done, looks + 1
                self._tell(self._seen, worker, looks % CHARTS_EVERY == 1)
            await asyncio.sleep(LOOK_S)
        self._finish(worker)

    def _finish(self, worker: BackgroundThread) -> None:
        if self.worker is worker:
            self.worker = None
            self._enable()
            self._tell(self._ended, worker)

    def _seen(self, worker: BackgroundThread, charts: bool) -> str:
        if charts:
            self._show(worker)
        return self._told(worker)

    def _tell(self, telling: Callable[..., str], worker: BackgroundThread, *more: object) -> None:
        """Say what `telling` returns, or what went wrong in it: whoever looks on goes on looking."""
        words, problem = attempt(telling, worker, *more, advice=ADVICE)
        self._say((wrong(problem) if problem else words) + mild(worker.warnings))

    def _say(self, words: str) -> None:
        self.progress.show(f"<p>{words}</p>")

    def _enable(self) -> None:
        worker, learning = self.worker, self.worker is not None
        self._buttons["Start"].disabled = learning
        self._buttons["Pause"].disabled = self._buttons["Stop"].disabled = not learning
        self._buttons["Pause"].description = "Resume" if worker is not None and worker.paused else "Pause"


def wrong(sentence: str) -> str:
    """What went wrong, as HTML."""
    return f'<span class="frontear-bad">{escaped(sentence.removesuffix("."))}.</span>'


def mild(sentences: list[str]) -> str:
    """What was warned of, as HTML."""
    return "".join(f' <span class="frontear-quiet">{escaped(sentence)}.</span>' for sentence in sentences)


def progress(done: int, most: int) -> str:
    """A bar of progress, as HTML."""
    return f'<progress aria-label="Progress" max="{most}" value="{done}"></progress>'
