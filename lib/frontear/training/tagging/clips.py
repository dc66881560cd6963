"""AudioSet's clips as examples with tags: the target, the paper's split, and the scale of the numbers."""

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from frontear import datasets
from frontear.data.tagged_examples import TaggedExamples
from frontear.datasets.audioset import EmbeddingBatch
from frontear.training.tagging.augmenting import augmented
from frontear.training.tagging.settings import TaggingSettings

N_LABELS = 527
SPEECH, KINDS_OF_SPEECH, VOICES = 0, range(1, 8), range(37)  # the human voice's labels, from the beginning
NAME = "audioset-embeddings"


class TaggingData(NamedTuple):
    """What is learned from, what the best weights and the threshold are chosen by, and what is kept for the end.

    `mean` and `deviation` are of each of the 128 numbers, over the seconds that are learned from; of their logarithms
    where the scale is "logarithm".
    """

    learned: TaggedExamples
    validation: TaggedExamples
    evaluation: TaggedExamples
    mean: Tensor
    deviation: Tensor


def embeddings(split: str) -> EmbeddingBatch:
    """Return the clips of AudioSet's balanced "train" or of its evaluation, "test". Raises as `datasets.load`.

    Lesson: notebooks/05_learning.ipynb
    """
    return datasets.embedding_tensors(datasets.load(NAME, split=split), classes=N_LABELS)


def of_target(batch: EmbeddingBatch, target: Sequence[int], *, beside: bool = False) -> TaggedExamples:
    """Return clips whose first tag says whether they have any label of the target.

    Lesson: notebooks/05_learning.ipynb

    Args:
        batch: Of the data set.
        target: Labels.
        beside: Whether every label is a tag too, after the first.

    Returns:
        As many clips.

    Raises:
        ValueError: For a label there is not.
    """
    n_labels = batch.labels.shape[1]
    if strange := [label for label in target if not 0 <= label < n_labels]:
        raise ValueError(f"got the label {strange[0]}, allowed are 0…{n_labels - 1}")
    tags = batch.labels[:, list(target)].any(1)[:, None]
    tags = torch.cat([tags, batch.labels], dim=1) if beside else tags
    names = ("target", *(map(str, range(n_labels)) if beside else ()))
    return TaggedExamples(batch.frames, batch.lengths, tags.float(), names)


def parts(n: int, *, seed: int = 0) -> tuple[Tensor, Tensor]:
    """Return the places of four fifths to learn from and of the fifth for validation, drawn by the seed.

    The paper's split. Lesson: notebooks/05_learning.ipynb

    Args:
        n: Clips.
        seed: The same draws the same.

    Returns:
        Both, in the order they were drawn.

    Examples:
        >>> [len(part) for part in parts(22_160)]
        [17728, 4432]
    """
    order = torch.randperm(n, generator=torch.Generator().manual_seed(seed))
    return order[: n * 4 // 5], order[n * 4 // 5 :]


def scale(data: TaggedExamples, *, logarithm: bool = False) -> tuple[Tensor, Tensor]:
    """Return mean and deviation of each of the 128 numbers, over all seconds of the clips.

    Lesson: notebooks/05_learning.ipynb

    Args:
        data: Clips.
        logarithm: Of the logarithm of 1 + each number instead.

    Returns:
        Both (128,).
    """
    numbers = data.inputs[data.sounding].float()
    deviation, mean = torch.std_mean(numbers.log1p() if logarithm else numbers, dim=0)
    return mean, deviation.clamp_min(1e-3)


def clean(batch: EmbeddingBatch, target: Sequence[int]) -> Tensor:
    """Return which clips have the target and nothing else, or neither it nor a human voice.

    The kinds of speech, 1…7, are nothing else than speech, 0: no clip of the balanced ones is labelled 0 alone.

    Lesson: notebooks/05_learning.ipynb

    Args:
        batch: Of the data set.
        target: Labels.

    Returns:
        bool (clips,).
    """
    allowed = {*target, *(KINDS_OF_SPEECH if SPEECH in target else ())}
    others = [label for label in range(batch.labels.shape[1]) if label not in allowed]
    wanted = batch.labels[:, list(target)].any(1)
    voices = batch.labels[:, list(VOICES)].any(1)
    return (wanted & ~batch.labels[:, others].any(1)) | ~(wanted | voices)


def tagging_data(settings: TaggingSettings, train: EmbeddingBatch, test: EmbeddingBatch) -> TaggingData:
    """Return the clips of a run, augmented as its settings say.

    Learning from the evaluation is learning and judging by the same clips, as the paper did to see what fits.
    Lesson: notebooks/05_learning.ipynb

    Args:
        settings: Of the run.
        train: AudioSet's balanced training clips.
        test: Its evaluation clips.

    Returns:
        All three parts.

    Raises:
        ValueError: As `of_target`.
    """
    beside = settings.beside is not None
    evaluation = of_target(test, settings.target, beside=beside)
    learned = validation = evaluation
    if settings.source != "evaluation":
        clips = of_target(train, settings.target, beside=beside)
        chosen, kept = parts(len(clips), seed=settings.seed)
        if settings.source == "clean":
            chosen = chosen[clean(train, settings.target)[chosen]]
        learned, validation = clips[chosen[: max(round(len(chosen) * settings.share), 1)]], clips[kept]
    mean, deviation = scale(learned, logarithm=settings.scale == "logarithm")
    if settings.augmentation != "none":
        unit = scale(learned)[1]
        options = {"amount": settings.amount, "space": settings.space, "deviation": unit, "seed": settings.seed}
        learned = augmented(learned, settings.augmentation, **options)
    return TaggingData(learned, validation, evaluation, mean, deviation)
