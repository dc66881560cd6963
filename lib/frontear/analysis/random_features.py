"""Networks that have learned nothing, as features for a classifier that learns: how much is in the shapes alone?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean

import numpy as np
import torch
from torch import Tensor, nn

from frontear import datasets
from frontear.data.examples import Examples, examples
from frontear.frontends import log_mel, mfcc
from frontear.layers.padding import frame_mask, strided_lengths
from frontear.models.paradigms import PARADIGMS, PRESETS, Paradigm
from frontear.models.seeds import seeded

SAMPLE_RATE, HOP_LENGTH, N_BANDS = 16_000, 160, 40
BATCH, FOLDS = 16, 5
FULL = 3_584  # channels of all layers in the sizes of the literature, whose number of features this is
_LONG = (88, 68, 34, 17)  # frames: of 100, what those of the literature are of the 187 of its three seconds
_COUNTS = [count for count, _ in PRESETS["many-shapes"]["elmarc"]["on_mean"]]
SIZES = {name: presets.get("elmarc", {}) for name, presets in PRESETS.items()} | {
    "single-shape-horizontal": {"on_mean": ((FULL, _LONG[0]),)},
    "many-shapes": PRESETS["many-shapes"]["elmarc"] | {"on_mean": tuple(zip(_COUNTS, _LONG, strict=True))},
}
LOG_MEL, MFCC = "log-mel, mean and deviation", "MFCC, mean and deviation"
EXTRACTORS = (*PARADIGMS, LOG_MEL, MFCC)


@dataclass(frozen=True)
class Labelled:
    """Clips, and of each its label and group. Lesson: notebooks/06_paradigms.ipynb"""

    examples: Examples
    labels: tuple[str, ...]
    groups: tuple[str, ...]


def labelled(name: str, *, per_class: int | None = None) -> Labelled:
    """Return the clips of a data set at 16 kHz.

    Lesson: notebooks/06_paradigms.ipynb

    Args:
        name: Of a data set.
        per_class: Clips of each class; None is all.

    Returns:
        Examples, labels and groups.

    Raises:
        ValueError: As `datasets.load`.

    Examples:
        >>> len(labelled("samples/digits", per_class=2).labels)  # of ten digits
        20
    """
    clips = datasets.load(name, per_class=per_class, sample_rate=SAMPLE_RATE)
    return Labelled(examples(clips), tuple(clip.label for clip in clips), tuple(clip.group for clip in clips))


def tried(name: str, data: Labelled, *, n_features: int = 256, seed: int = 0) -> Iterator[float | None]:
    """Yield None while the features of one of `EXTRACTORS` are made, batch by batch, then the share named rightly.

    Lesson: notebooks/06_paradigms.ipynb

    Args:
        name: One of `EXTRACTORS`.
        data: Of `labelled`.
        n_features: About how many.
        seed: Of the weights.

    Yields:
        None, and last the share, 0…1.

    Raises:
        ValueError: As `features`.
    """
    made = []
    for part in parts(name, data.examples, n_features=n_features, seed=seed):
        made += [] if part is None else [part]
        yield None
    yield fmean(cross_validated(torch.cat(made), data.labels, data.groups))


def features(name: str, data: Examples, *, n_features: int = 256, seed: int = 0) -> Tensor:
    """Return what one of `EXTRACTORS` makes of clips at 16 kHz, (clips, features).

    For a paradigm: the mean over time and frequency of every map of every layer, about n_features in all, with random
    weights, always the same ones for a seed. Nothing is learned; only the norms are set, by the mean and deviation of
    these clips: log-mel is negative throughout, and most filters would never answer. For a reference: mean and standard
    deviation over time of 40 bands or 20 coefficients. Pons & Serra 2019, arXiv:1805.00237. Lesson:
    notebooks/06_paradigms.ipynb

    Args:
        name: One of `EXTRACTORS`.
        data: Clips at 16 kHz.
        n_features: About how many.
        seed: Of the weights.

    Returns:
        (clips, features).

    Raises:
        ValueError: For a name that is not there.

    Examples:
        >>> sounds = labelled("samples/digits", per_class=1).examples
        >>> features("log-mel, mean and deviation", sounds).shape  # means and deviations of 40 bands
        torch.Size([10, 80])
    """
    made = parts(name, data, n_features=n_features, seed=seed)
    return torch.cat([part for part in made if part is not None])


def parts(name: str, data: Examples, *, n_features: int, seed: int) -> Iterator[Tensor | None]:
    """Yield the features of the clips in parts, and before None for every part that the norms are set by.

    Lesson: notebooks/06_paradigms.ipynb

    Args:
        name: One of `EXTRACTORS`.
        data: Clips at 16 kHz.
        n_features: About how many.
        seed: Of the weights.

    Yields:
        None, then (some clips, features).

    Raises:
        ValueError: As `features`.
    """
    if name not in EXTRACTORS:
        raise ValueError(f"got {name!r}, allowed are {', '.join(EXTRACTORS)}")
    batches = [data[slice(first, first + BATCH)] for first in range(0, len(data), BATCH)]
    if name not in PARADIGMS:
        yield from (_statistics(batch, cosines=name == MFCC) for batch in batches)
        return
    network = random_network(name, n_features=n_features, seed=seed)
    for batch in batches:
        _means(network, batch)
        yield None
    network.eval()
    yield from (_means(network, batch) for batch in batches)


def random_network(name: str, *, n_features: int, seed: int) -> Paradigm:
    """Return a paradigm in the sizes of the literature, narrowed to about n_features channels in all its layers.

    Its horizontal filters are as long, in shares of one second, as those of the literature in three. While it is in
    training mode its norms take up the mean of all that they see. Lesson: notebooks/06_paradigms.ipynb

    Args:
        name: Of a paradigm.
        n_features: About how many channels in all layers.
        seed: Of the weights.

    Returns:
        In training mode.

    Examples:
        >>> random_network("many-shapes", n_features=100, seed=0).training
        True
    """
    bands = (N_BANDS,) if PARADIGMS[name].takes == "spectrogram" else ()
    with seeded(seed):
        network = PARADIGMS[name](*bands, **SIZES[name], width=n_features / FULL)
    for norm in network.modules():
        if isinstance(norm, nn.BatchNorm1d | nn.BatchNorm2d):
            norm.momentum = None  # the plain mean of all batches
    return network


def cross_validated(made: Tensor, labels: Sequence[str], groups: Sequence[str]) -> list[float]:
    """Return the share that a linear SVM names rightly in each fold of groups that it has not learned from.

    Features (clips, features) count in standard deviations of what is learned. There are five folds, or as many as
    groups; no group is in two. Lesson: notebooks/06_paradigms.ipynb

    Args:
        made: Features, (clips, features).
        labels: The class of each.
        groups: Who each comes from.

    Returns:
        The share of each fold, 0…1.

    Raises:
        ValueError: For less than two groups.

    Examples:
        >>> made = torch.tensor([[0.0], [1.0], [0.1], [1.1]])
        >>> [float(share) for share in cross_validated(made, ["low", "high"] * 2, ["a", "a", "b", "b"])]
        [1.0, 1.0]
    """
    from sklearn.model_selection import GroupKFold  # seconds, for which no page has to wait
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    from sklearn.svm import SVC

    if len(set(groups)) < 2:
        raise ValueError(f"got {len(set(groups))} group, allowed are two or more")
    heard, named = made.double().numpy(), np.array(labels)
    folds = GroupKFold(min(FOLDS, len(set(groups)))).split(heard, named, groups)
    judge = make_pipeline(StandardScaler(), SVC(kernel="linear"))
    return [judge.fit(heard[learned], named[learned]).score(heard[kept], named[kept]) for learned, kept in folds]


@torch.no_grad()
def _means(network: Paradigm, batch: Examples) -> Tensor:
    heard, lengths = batch.waveforms, batch.lengths
    if network.takes == "spectrogram":
        heard, lengths = log_mel()(heard), strided_lengths(lengths, HOP_LENGTH)
    return torch.cat([_mean(seen, lengths) for seen, lengths in network.maps(heard, lengths)], dim=1)


def _mean(seen: Tensor, lengths: Tensor | None) -> Tensor:
    assert lengths is not None  # as it was told for the examples
    return seen.mean(dim=2).sum(dim=2) / lengths[:, None]  # behind a clip's end all is 0


@torch.no_grad()
def _statistics(batch: Examples, *, cosines: bool) -> Tensor:
    seen = (mfcc if cosines else log_mel)()(batch.waveforms)
    mask = frame_mask(batch.lengths, hop_length=HOP_LENGTH, n_frames=seen.shape[-1])[:, None]
    n_frames = mask.sum(dim=2)
    mean = (seen * mask).sum(dim=2) / n_frames
    variance = ((seen - mean[..., None]) * mask).square().sum(dim=2) / n_frames
    return torch.cat([mean, variance.sqrt()], dim=1)
