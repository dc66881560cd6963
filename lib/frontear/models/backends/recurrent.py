"""A back-end that reads frame after frame and answers at the end."""

from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence


class Recurrent(nn.Module):
    """The mean over frequency, two LSTM layers of `n_hidden` over time, then a linear layer on what they end in.

    A mask, bool (batch, frames), says which frames are sound: reading ends with the last of them.
    Hochreiter & Schmidhuber 1997; Choi et al. 2017, arXiv:1609.04243. Lesson: notebooks/07_backends.ipynb

    Args:
        n_channels: Of the map.
        n_classes: Two or more.
        n_hidden: Units of each LSTM layer.
    """

    def __init__(self, n_channels: int, n_classes: int, *, n_hidden: int = 64):
        super().__init__()
        self.layers = nn.LSTM(n_channels, n_hidden, num_layers=2, batch_first=True)
        self.scores = nn.Linear(n_hidden, n_classes)

    def forward(self, features: Tensor, mask: Tensor | None = None) -> Tensor:
        """Read.

        Args:
            features: (batch, channels, frequency, frames).
            mask: Which frames are sound, bool (batch, frames); None is all.

        Returns:
            Scores, (batch, classes).
        """
        over_time = features.mean(dim=2).mT  # (batch, frames, channels)
        if mask is not None:
            lengths = mask.sum(dim=1).cpu()
            over_time = pack_padded_sequence(over_time, lengths, batch_first=True, enforce_sorted=False)
        _, (hidden, _) = self.layers(over_time)
        return self.scores(hidden[-1])
