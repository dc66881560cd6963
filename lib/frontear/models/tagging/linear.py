"""All seconds at once: two linear layers on 1,280 numbers."""

from torch import nn

from frontear.models.tagging.rows import SECONDS, WIDTH, OfRows


def linear(*, n_tags: int = 1, hidden: int = 32) -> OfRows:
    """Return Linear–ReLU–Linear on the flattened rows, as Halaby, Marzec & Mukhtar, section 2.1.

    Args:
        n_tags: Scores for each clip.
        hidden: Numbers between the two layers.

    Returns:
        Rows (batch, 10, 128) → scores (batch, n_tags).
    """
    first, last = nn.Linear(SECONDS * WIDTH, hidden), nn.Linear(hidden, n_tags)
    return OfRows(nn.Sequential(nn.Flatten(), first, nn.ReLU(), last))
