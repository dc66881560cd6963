"""Training, one step at a time: whoever asks for the next step decides when, and may look at everything between."""

import hashlib
from collections.abc import Generator
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite, nan
from pathlib import Path
from time import perf_counter

import torch
from torch import Tensor, nn

from frontear.data.examples import Change, Examples
from frontear.data.tagged_examples import TaggedExamples
from frontear.models.denormals import flushed
from frontear.models.seeds import seeded
from frontear.training import checkpoints
from frontear.training.early_stopping import Best
from frontear.training.feature_cache import FeatureCache, device_of
from frontear.training.losses import Loss, usual_loss
from frontear.training.optimizers import keep_in_range, optimizer_for
from frontear.training.scoring import accuracy, scores_of


@dataclass(frozen=True)
class Step:
    """One step of learning: number `step` of `n_steps`, its epoch from 1, and loss and accuracy on its batch.

    `seconds` count from the start of this call of `fit`, pauses between steps included. `validation` is the accuracy on
    the examples for it, `validation_loss` their loss, NaN but for the last step of an epoch. Of tags it is the accuracy
    of the first, and its loss where the others are learned beside it. Lesson: notebooks/05_learning.ipynb
    """

    step: int
    n_steps: int
    epoch: int
    loss: float
    accuracy: float
    seconds: float
    validation: float = nan
    validation_loss: float = nan


def fit(
    model: nn.Module,
    data: Examples | TaggedExamples,
    *,
    epochs: int = 20,
    batch_size: int = 16,
    learning_rate: float = 3e-3,
    filter_rate: float = 1.0,
    falling: bool = True,
    seed: int = 0,
    optimizer: str = "adam",
    loss: Loss | None = None,
    augment: Change | None = None,
    validation: Examples | TaggedExamples | None = None,
    patience: int | None = None,
    checkpoint: str | Path | None = None,
) -> Generator[Step, None, None]:
    """Train the model and yield a `Step` after each batch; gradients stay to be looked at.

    The rates, those of `parameter_groups`, fall evenly towards 0 at the end, or stay. It trains where the model is, and
    computes what a fixed front-end returns but once, as `FeatureCache.keep` says. With examples for validation, the
    weights after the epoch that did best on them (classes by accuracy, tags by loss), of equal ones the first, are the
    model's once there are no more steps; after `patience` epochs without a better one there are none.

    Order, augmentation and dropout come from the seed alone, so equal runs are equal to the last bit. To pause, ask for
    no more steps; to stop, close the generator. With a checkpoint the run is saved after every epoch and when it is
    closed, and goes on from there when called with the same arguments: closed or killed, it ends where it would have.
    A run whose loss is no number any more is not saved.

    Lesson: notebooks/05_learning.ipynb

    Args:
        model: What learns.
        data: Labelled sounds.
        epochs: At least 1.
        batch_size: Sounds at a time, at least 1.
        learning_rate: Of all but filters, at the beginning.
        filter_rate: Times that, for filterbanks.
        falling: Whether the rates fall; else they stay.
        seed: Of order, changes and dropout.
        optimizer: "adam", "rmsprop" or "adagrad".
        loss: What becomes small; None is the cross-entropy for classes, the binary one for tags.
        augment: What is done to the sounds on the way; None is nothing.
        validation: Sounds to choose the best weights by; None keeps the last.
        patience: Epochs without a better one, at least 1; None waits for ever.
        checkpoint: A file to go on from; None is none.

    Yields:
        A `Step` after each batch.

    Raises:
        ValueError: For less than one epoch, clip per batch or epoch of patience, patience without examples for
            validation, or the checkpoint of a different run.
    """
    asked = dict(locals())
    _check(epochs, batch_size, validation, patience)
    stepper = optimizer_for(model, optimizer, learning_rate=learning_rate, filter_rate=filter_rate)
    loss = usual_loss(data.labels) if loss is None else loss
    identity = {} if checkpoint is None else _identity(**asked)
    per_epoch, start = -(-len(data) // batch_size), perf_counter()
    n_steps, best = epochs * per_epoch, Best()
    done, ends = _resume(checkpoint, identity, model, stepper, best)
    heard = FeatureCache(model, data, augment=augment).keep()
    unseen = None if validation is None else FeatureCache(model, validation).keep()
    model.train()  # every part, once: asking them all takes as long as a small model's scores
    while done < n_steps and (patience is None or best.waited(done // per_epoch) < patience):
        epoch, batch_number = divmod(done, per_epoch)
        chosen = _order(len(data), seed, epoch)[batch_number * batch_size :][:batch_size]
        for group in stepper.param_groups:
            group["lr"] = group["initial_lr"] * (1 - done / n_steps if falling else 1)
        found, right = _learn(heard, chosen, stepper, loss, seed * 1_000_003 + done)
        done, tried, unseen_loss, sound = done + 1, nan, nan, isfinite(found)
        if done % per_epoch == 0 and validation is not None and unseen is not None:
            tried, unseen_loss, merit = _tried(unseen, validation.labels, loss)
            sound = sound and isfinite(unseen_loss)
            best.see(model, epoch=epoch + 1, merit=merit)
        step = Step(done, n_steps, epoch + 1, found, right, perf_counter() - start, tried, unseen_loss)
        if done % per_epoch == 0:
            ends.append(step)
            if sound:
                _save(checkpoint, identity, model, stepper, best, done, ends)
        try:
            yield step
        except GeneratorExit:
            if sound:
                _save(checkpoint, identity, model, stepper, best, done, ends)
            raise
    best.restore(model)


def epochs_kept(checkpoint: str | Path | None) -> list[Step]:
    """Return the last `Step` of each epoch that a checkpoint of `fit` keeps; none where there is no file yet.

    Raises ValueError for a file that cannot be read. Lesson: notebooks/05_learning.ipynb
    """
    if checkpoint is None or not Path(checkpoint).exists():
        return []
    return [Step(**step) for step in checkpoints.load(checkpoint).get("epochs", [])]


def device() -> torch.device:
    """Return the GPU if there is one, else the CPU: where to put a model that has much to learn.

    Lesson: notebooks/06_paradigms.ipynb
    """
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def _learn(
    heard: FeatureCache, chosen: Tensor, optimizer: torch.optim.Optimizer, loss: Loss, seed: int
) -> tuple[float, float]:
    if not heard.model.training:  # somebody asked it meanwhile
        heard.model.train()
    with flushed():
        with seeded(seed, device_of(heard.model)):
            found, labels = heard.scores(chosen, torch.Generator().manual_seed(seed))
        wrong = loss(found, labels)
        optimizer.zero_grad()
        with torch.autocast(wrong.device.type, enabled=False):  # where PyTorch wants slopes to be computed
            wrong.backward()
        optimizer.step()
    keep_in_range(heard.model)
    return wrong.item(), accuracy(found, labels)


def _tried(unseen: FeatureCache, labels: Tensor, loss: Loss) -> tuple[float, float, float]:
    """Accuracy, loss, of tags the one they are judged by, and what the best weights are chosen by."""
    found = scores_of(unseen, 64, 0)
    merit = loss.merit(found, labels)
    return accuracy(found, labels), loss(found, labels).item() if labels.ndim == 1 else -merit, merit


@lru_cache(maxsize=8)
def _order(n: int, seed: int, epoch: int) -> Tensor:
    return torch.randperm(n, generator=torch.Generator().manual_seed(seed * 1_000_003 + epoch))


def _check(epochs: int, batch_size: int, validation: Examples | TaggedExamples | None, patience: int | None) -> None:
    if epochs < 1 or batch_size < 1:
        raise ValueError(f"got {epochs} epochs of batches of {batch_size}, allowed are 1 or more")
    if patience is not None and (patience < 1 or validation is None):
        raise ValueError(f"got a patience of {patience}, allowed is 1 or more, with examples for validation")


def _identity(
    *,
    model: nn.Module,
    data: Examples | TaggedExamples,
    validation: Examples | TaggedExamples | None,
    checkpoint: str | Path,
    **arguments: object,
) -> dict[str, str]:
    """What makes a run the same, in words: a checkpoint of another one would be learned on as if nothing were amiss."""
    parts = [(name, tuple(part.shape), part.requires_grad) for name, part in model.named_parameters()]
    return {
        "format": "2",  # with the epochs so far
        "model": repr(parts),
        "examples": _digest(data),
        "validation": "none" if validation is None else _digest(validation),
        "arguments": repr(arguments),
    }


def _digest(data: Examples | TaggedExamples) -> str:
    digest = hashlib.blake2b(repr(data.classes).encode())
    for numbers in (data.inputs, data.lengths, data.labels):
        digest.update(numbers.cpu().contiguous().numpy().data)
    return digest.hexdigest()


def _save(
    path: str | Path | None,
    identity: dict,
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    best: Best,
    done: int,
    ends: list[Step],
) -> None:
    if path is not None:
        learned = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "best": best.state()}
        epochs = [vars(step) for step in ends]
        checkpoints.save(path, {"identity": identity, "step": done, "epochs": epochs} | learned)


def _resume(
    path: str | Path | None, identity: dict, model: nn.Module, optimizer: torch.optim.Optimizer, best: Best
) -> tuple[int, list[Step]]:
    if path is None or not Path(path).exists():
        return 0, []
    state = checkpoints.load(path)
    found = state.get("identity", {})
    if different := [name for name in identity if found.get(name) != identity[name]]:
        raise ValueError(
            f"got {Path(path).name} of a run whose {', '.join(different)} differ, allowed is that of an equal run"
        )
    model.load_state_dict(state["model"])
    optimizer.load_state_dict(state["optimizer"])
    best.load(state["best"])
    return state["step"], [Step(**step) for step in state["epochs"]]
