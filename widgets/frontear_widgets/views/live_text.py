"""Text that follows the controls."""

from frontear_widgets.browser.plain import HTML

from .names import with_minus


class LiveText(HTML):
    """Shows a piece of HTML; its class makes it a live region, so that screen readers hear when it changes."""

    def __init__(self, words: str):
        super().__init__(**self.state(words))
        self.add_class("frontear-words")

    def show(self, words: str) -> None:
        """Replace the text."""
        self.value = self.state(words)["value"]

    @staticmethod
    def state(words: str) -> dict[str, str]:
        """The traits that `show` sets."""
        return {"value": with_minus(words)}
