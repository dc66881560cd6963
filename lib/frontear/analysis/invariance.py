"""What a compression does not hear: how much its picture changes with level and noise, and what is left to learn from.

A change is counted in standard deviations of the picture, so that logs, roots and PCEN can be held side by side.
"""

from collections.abc import Callable

import torch
from torch import Tensor

from frontear.dsp.signals import from_db, mix, noise


def gain_curve(compression: Callable[[Tensor], Tensor], energy: Tensor, *, gains_db: Tensor) -> Tensor:
    """Return how far each gain on the sound changes the picture, (gains,); energy (1, filters, frames), gains in dB.

    0 is invariance; as `change` counts. Lesson: notebooks/03_compression.ipynb

    Args:
        compression: Takes energy (batch, filters, frames) to the same shape.
        energy: (1, filters, frames).
        gains_db: (gains,).

    Returns:
        (gains,), 0 or more.

    Raises:
        ValueError: Unless the energy is (1, filters, frames).

    Examples:
        >>> from frontear.layers import Log
        >>> energy = torch.rand(1, 40, 100)
        >>> gain_curve(Log(), energy, gains_db=torch.tensor([0.0]))  # no gain, no change
        tensor([0.])
    """
    _check(energy, "energy", "(1, filters, frames)", energy.ndim == 3 and len(energy) == 1)
    return change(compression(energy * from_db(gains_db)[:, None, None].square()), compression(energy))


def noise_curve(
    compression: Callable[[Tensor], Tensor],
    waveform: Tensor,
    *,
    energies: Callable[[Tensor], Tensor],
    snrs_db: Tensor,
    seed: int = 0,
) -> Tensor:
    """Return how far white noise at each signal-to-noise ratio changes the picture, (snrs,); waveform (time,).

    `energies` takes waveforms (batch, time) to (batch, filters, frames), such as `log_mel()[:4]`. Lesson:
    notebooks/03_compression.ipynb

    Args:
        compression: Takes energy (batch, filters, frames) to the same shape.
        waveform: (time,).
        energies: Takes waveforms (batch, time) to energies (batch, filters, frames).
        snrs_db: (snrs,).
        seed: Of the noise.

    Returns:
        (snrs,), 0 or more.

    Raises:
        ValueError: As `mix`, or unless the waveform is (time,).

    Examples:
        >>> from frontear.dsp import tone
        >>> from frontear.frontends import log_mel
        >>> frontend = log_mel()
        >>> snrs_db = torch.tensor([60.0, 0.0])
        >>> little, much = noise_curve(frontend[4], tone(440.0), energies=frontend[:4], snrs_db=snrs_db)
        >>> bool(little < much)
        True
    """
    return change(
        compression(energies(in_noise(waveform, snrs_db=snrs_db, seed=seed))), compression(energies(waveform[None]))
    )


def in_noise(waveform: Tensor, *, snrs_db: Tensor, seed: int = 0) -> Tensor:
    """Return the sound in white noise at each signal-to-noise ratio: (time,) → (snrs, time).

    Lesson: notebooks/03_compression.ipynb

    Args:
        waveform: (time,).
        snrs_db: (snrs,).
        seed: Of the noise.

    Returns:
        (snrs, time).

    Raises:
        ValueError: As `mix`, or unless the waveform is (time,).

    Examples:
        >>> in_noise(torch.ones(4), snrs_db=torch.tensor([0.0, 20.0])).shape
        torch.Size([2, 4])
    """
    _check(waveform, "waveform", "(time,)", waveform.ndim == 1)
    hiss = noise(seconds=len(waveform), sample_rate=1, seed=seed)
    return torch.stack([mix(waveform, hiss, snr_db=snr_db) for snr_db in snrs_db])


def change(features: Tensor, reference: Tensor) -> Tensor:
    """Return mean |features − reference| in standard deviations of the reference, (batch, filters, frames) → (batch,).

    A reference of one row serves every row. Pictures of heavy tails, such as plain energies, are flattered: a few loud
    cells make their deviation large; `frontear.analysis.sensitivity` says what they still tell apart. A picture that is
    all one value has no spread to count in: its rows give 0 where nothing changed and inf where something did.
    Lesson: notebooks/03_compression.ipynb

    Args:
        features: (batch, filters, frames).
        reference: As many, or one for all.

    Returns:
        (batch,), 0 or more.

    Examples:
        >>> picture = torch.tensor([[[0.0, 2.0]]])
        >>> change(picture, picture)
        tensor([0.])
    """
    moved = (features - reference).abs().mean(dim=(-2, -1))
    spread = reference.std(dim=(-2, -1), correction=0)
    return torch.where(moved > 0, moved / spread, torch.zeros_like(moved))


def band_correlation(features: Tensor) -> Tensor:
    """Return Pearson's correlation of every band with every other over all frames: (batch, filters, frames) → square.

    −1…1, (filters, filters), 1 on the diagonal; a band that never changes correlates with none: 0.
    Raises ValueError unless the features have three dimensions. Lesson: notebooks/03_compression.ipynb

    Examples:
        >>> band_correlation(torch.tensor([[[1.0, 2.0, 3.0], [3.0, 2.0, 1.0]]]))
        tensor([[ 1., -1.],
                [-1.,  1.]])
    """
    _check(features, "features", "(batch, filters, frames)", features.ndim == 3)
    bands = features.transpose(0, 1).flatten(1).double()  # (filters, batch · frames)
    deviation = bands - bands.mean(1, keepdim=True)
    length = deviation.norm(dim=1, keepdim=True)
    alive = length > 1e-6 * bands.norm(dim=1, keepdim=True)  # more than rounding
    unit = torch.where(alive, deviation / length, torch.zeros_like(deviation))
    return (unit @ unit.T).fill_diagonal_(1).clamp(-1, 1).float()


def mean_correlation(correlation: Tensor) -> float:
    """Return the mean absolute value off the diagonal of (filters, filters): 0 none, 1 all bands say the same.

    Raises ValueError for fewer than two bands. Lesson: notebooks/03_compression.ipynb
    """
    n = len(correlation)
    _check(
        correlation, "correlations", "(filters, filters), two filters or more", correlation.shape == (n, n) and n > 1
    )
    return ((correlation.abs().sum() - correlation.diagonal().abs().sum()) / (n * (n - 1))).item()


def histogram(features: Tensor, *, n_cells: int = 60) -> tuple[Tensor, Tensor]:
    """Return where the values of a picture lie: centres of cells and their shares, which sum to 1, (n_cells,) each.

    The cells divide the range from the lowest to the highest value evenly. Lesson: notebooks/03_compression.ipynb

    Args:
        features: Of any shape.
        n_cells: At least 1.

    Returns:
        Centres and shares, (n_cells,) each.

    Raises:
        ValueError: For no value or no cell.

    Examples:
        >>> histogram(torch.tensor([0.0, 0.0, 0.0, 1.0]), n_cells=2)
        (tensor([0.2500, 0.7500]), tensor([0.7500, 0.2500]))
    """
    if n_cells < 1 or not features.numel():
        raise ValueError(f"got {features.numel()} values and {n_cells} cells, allowed are 1 or more of both")
    counts, edges = torch.histogram(features.detach().flatten(), n_cells)
    return (edges[1:] + edges[:-1]) / 2, counts / counts.sum()


def _check(tensor: Tensor, name: str, allowed: str, fits: bool) -> None:
    if not fits:
        raise ValueError(f"got {name} of shape {tuple(tensor.shape)}, allowed is {allowed}")
