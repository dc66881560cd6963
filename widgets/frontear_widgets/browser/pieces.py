"""Long messages of the page, which come in pieces: the other half of `page/pieces.js`."""


class Pieces:
    """Puts one message after another together."""

    def __init__(self):
        self._pieces: list[bytes] = []

    @property
    def size(self) -> int:
        """Bytes so far."""
        return sum(map(len, self._pieces))

    def clear(self) -> None:
        """Take no more of this message."""
        self._pieces.clear()

    def add(self, about: dict, buffers: list) -> bytes | None:
        """Take the next piece.

        Args:
            about: What is said of the message, with `piece` of `pieces`.
            buffers: The piece's bytes.

        Returns:
            The whole message with its last piece, else None.
        """
        if about["piece"] == 0:
            self._pieces.clear()
        if about["piece"] != len(self._pieces):
            return None  # the rest of a message that was given up
        self._pieces.append(bytes(buffers[0]))
        if about["piece"] < about["pieces"] - 1:
            return None
        whole = b"".join(self._pieces)
        self._pieces.clear()
        return whole
