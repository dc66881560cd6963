"""Training, one step at a time: whoever asks for the next step decides when, and may look at everything between."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from frontear import checkpoints
from frontear.examples import Augment, Examples
from frontear.filterbanks import Filterbank


@dataclass(frozen=True)
class Step:
    """One step of learning: number `step` of `n_steps`, its epoch from 1, and loss and accuracy on its batch.

    `seconds` count from the start of this call of `fit`, pauses between steps included.
    Lesson: notebooks/05_learning.ipynb
    """

    step: int
    n_steps: int
    epoch: int
    loss: float
    accuracy: float
    seconds: float


def fit(
    model: nn.Module,
    data: Examples,
    *,
    epochs: int = 20,
    batch_size: int = 16,
    learning_rate: float = 3e-3,
    filter_rate: float = 1.0,
    seed: int = 0,
    augment: Augment | None = None,
    checkpoint: str | Path | None = None,
) -> Iterator[Step]:
    """Train the model by Adam on cross-entropy and yield a `Step` after each batch; gradients stay to be looked at.

    The rates, those of `parameter_groups`, fall evenly towards 0 at the end.

    Order, augmentation and dropout come from the seed alone, so equal runs are equal to the last bit. To pause, ask for
    no more steps; to stop, close the generator. With a checkpoint the run is saved after every epoch and when it is
    closed, and goes on from there when called with the same arguments: it ends where it would have without a break.

    Raises ValueError for less than one epoch or clip per batch, or for the checkpoint of a different run.
    Lesson: notebooks/05_learning.ipynb
    """
    if epochs < 1 or batch_size < 1:
        raise ValueError(f"got {epochs} epochs of batches of {batch_size}, allowed are 1 or more")
    optimizer = torch.optim.Adam(parameter_groups(model, learning_rate=learning_rate, filter_rate=filter_rate))
    settings = _settings(data, epochs, batch_size, learning_rate, filter_rate, seed, augment)
    per_epoch, start = -(-len(data) // batch_size), perf_counter()
    n_steps = epochs * per_epoch
    done = _resume(checkpoint, model, optimizer, settings)
    while done < n_steps:
        epoch, batch_number = divmod(done, per_epoch)
        batch = data[_order(len(data), seed, epoch)[batch_number * batch_size :][:batch_size]]
        for group in optimizer.param_groups:
            group["lr"] = group["initial_lr"] * (1 - done / n_steps)
        loss, accuracy = _learn(model, optimizer, batch, augment, seed * 1_000_003 + done)
        done += 1
        if checkpoint is not None and done % per_epoch == 0:
            _save(checkpoint, model, optimizer, settings, done)
        try:
            yield Step(done, n_steps, epoch + 1, loss, accuracy, perf_counter() - start)
        except GeneratorExit:
            if checkpoint is not None:
                _save(checkpoint, model, optimizer, settings, done)
            raise


def parameter_groups(model: nn.Module, *, learning_rate: float = 1e-3, filter_rate: float = 1.0) -> list[dict]:
    """Return groups for an optimizer, named: each learned parameter of a filterbank at its own rate, all others at one.

    A filterbank's parameters count in their `units()`, so that Adam moves a centre by at most about
    learning_rate · filter_rate of a filter's width per step, whatever it is counted in. Frozen parameters are left out.
    Raises ValueError unless both rates are over 0. Lesson: notebooks/05_learning.ipynb
    """
    if not (learning_rate > 0 and filter_rate > 0):
        raise ValueError(f"got rates {learning_rate} and {filter_rate}, allowed are over 0")
    groups = []
    for bank in (module for module in model.modules() if isinstance(module, Filterbank)):
        for name, unit in bank.units().items():
            rate = learning_rate * filter_rate * unit
            groups.append({"name": name, "params": [getattr(bank, name)], "lr": rate})
    taken = {id(parameter) for group in groups for parameter in group["params"]}
    others = [parameter for parameter in model.parameters() if id(parameter) not in taken]
    groups.append({"name": "others", "params": others, "lr": learning_rate})
    for group in groups:
        group["params"] = [parameter for parameter in group["params"] if parameter.requires_grad]
        group["initial_lr"] = group["lr"]
    return [group for group in groups if group["params"]]


@torch.no_grad()
def scores(
    model: nn.Module, data: Examples, *, batch_size: int = 64, augment: Augment | None = None, seed: int = 0
) -> Tensor:
    """Return the model's scores for all examples, (n, classes), without learning; the model is left as it was.

    `augment` and `seed` say how noisy and how loud the test is.
    Lesson: notebooks/05_learning.ipynb
    """
    generator, training = torch.Generator().manual_seed(seed), model.training
    model.eval()
    judged = []
    for first in range(0, len(data), batch_size):
        batch = data[slice(first, first + batch_size)]
        judged.append(_judged(model, batch, augment, generator))
    model.train(training)
    return torch.cat(judged)


def accuracy(scores: Tensor, labels: Tensor) -> float:
    """Return the share of examples whose highest score is that of their label.

    Lesson: notebooks/05_learning.ipynb
    """
    return (scores.argmax(dim=1) == labels).float().mean().item()


def confusion(scores: Tensor, labels: Tensor) -> Tensor:
    """Return how often each class (row) was taken for each (column), whole numbers (classes, classes).

    Lesson: notebooks/05_learning.ipynb
    """
    n_classes = scores.shape[1]
    return torch.bincount(labels * n_classes + scores.argmax(dim=1), minlength=n_classes**2).view(n_classes, n_classes)


def keep_in_range(model: nn.Module) -> None:
    """Bring parameters that learning has carried out of their ranges back to the nearest end.

    Lesson: notebooks/05_learning.ipynb
    """
    for module in model.modules():
        if hasattr(module, "keep_in_range"):
            module.keep_in_range()


def _learn(
    model: nn.Module, optimizer: torch.optim.Optimizer, batch: Examples, augment: Augment | None, seed: int
) -> tuple[float, float]:
    model.train()
    generator = torch.Generator().manual_seed(seed)
    with _seeded(seed):
        judged = _judged(model, batch, augment, generator)
    loss = F.cross_entropy(judged, batch.labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    keep_in_range(model)
    return loss.item(), accuracy(judged, batch.labels)


def _judged(model: nn.Module, batch: Examples, augment: Augment | None, generator: torch.Generator) -> Tensor:
    """The model's scores, computed where the model is, returned to where the examples are."""
    waveform = batch.waveforms if augment is None else augment(batch.waveforms, generator, batch.lengths)
    device = next(model.parameters()).device
    return model(waveform.to(device), batch.lengths.to(device)).to(waveform.device)


@contextmanager
def _seeded(seed: int) -> Iterator[None]:
    """Dropout and the like by this seed; everybody else's randomness goes on as if nothing had been."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        yield


def _order(n: int, seed: int, epoch: int) -> Tensor:
    return torch.randperm(n, generator=torch.Generator().manual_seed(seed * 1_000_003 + epoch))


def _settings(data: Examples, *values: object) -> dict[str, str]:
    return {"examples": f"{len(data)} of {', '.join(data.classes)}", "values": repr(values)}


def _save(path: str | Path, model: nn.Module, optimizer: torch.optim.Optimizer, settings: dict, done: int) -> None:
    state = {"settings": settings, "step": done, "model": model.state_dict(), "optimizer": optimizer.state_dict()}
    checkpoints.save(path, state)


def _resume(path: str | Path | None, model: nn.Module, optimizer: torch.optim.Optimizer, settings: dict) -> int:
    if path is None or not Path(path).exists():
        return 0
    state = checkpoints.load(path)
    if state.get("settings") != settings:
        raise ValueError(f"got {Path(path).name} of a run with {state.get('settings')}, allowed is one with {settings}")
    model.load_state_dict(state["model"])
    optimizer.load_state_dict(state["optimizer"])
    return state["step"]
