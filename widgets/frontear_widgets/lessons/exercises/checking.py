"""What is still wrong with a function that a student wrote, in one sentence: where, what it gives, what it should."""

import linecache
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from traceback import walk_tb
from typing import Any

import torch
from torch import Tensor

CLOSE = 1e-4  # of the largest value wanted: float32 is enough


class NotYet(ValueError):
    """What is still wrong, as a sentence."""


@dataclass(frozen=True)
class Case:
    """One call of a student's function.

    Args:
        said: What is asked for, in words: "3 windows of 8 samples, one every 4".
        arguments: What the function gets.
        wanted: What it should return: a number, or numbers as a tensor.
        places: What a place along each axis is called ("band", "frame"); or, of a few numbers, the name of each.
        faults: Known slips: the sentence that names one, and what is returned because of it.
    """

    said: str
    arguments: tuple
    wanted: Any
    places: tuple[str, ...] = ()
    faults: dict[str, Any] = field(default_factory=dict)


def check(function: Callable, cases: Sequence[Case]) -> None:
    """Raise NotYet with the first thing that is wrong, if anything is.

    Args:
        function: The student's.
        cases: What it is asked for, one after the other.
    """
    if not callable(function):
        raise NotYet(f"Hand over the function itself, its name without brackets; this is {_article(function)}.")
    for case in cases:
        _compare(_numbers(_returned(function, case.arguments)), case)


def _returned(function: Callable, arguments: tuple) -> Any:
    """What the function returns; where it stops, the sentence says in which line."""
    try:
        returned = function(*arguments)
    except Exception as problem:
        said = ": ".join(filter(None, [type(problem).__name__, str(problem).partition("\n")[0].removesuffix(".")]))
        raise NotYet(f"{_line(function, problem)} Python stops: {said}.") from problem
    if returned is None or returned is Ellipsis:
        raise NotYet("Nothing comes back. Write the body in place of the three dots, and let it end with `return`.")
    return returned


def _line(function: Callable, problem: Exception) -> str:
    """The last line of the student's own that was reached."""
    file = getattr(getattr(function, "__code__", None), "co_filename", None)
    own = [number for frame, number in walk_tb(problem.__traceback__) if frame.f_code.co_filename == file]
    if file is None or not own:
        return "When it is called,"
    return f"In line {own[-1]} of the cell, `{linecache.getline(file, own[-1]).strip()}`,"


def _numbers(returned: Any) -> Tensor:
    try:
        numbers = torch.as_tensor(returned).detach()
    except (TypeError, ValueError, RuntimeError):
        raise NotYet(f"What comes back should be numbers, and is {_article(returned)}.") from None
    return numbers.to(torch.complex128 if numbers.is_complex() else torch.float64)


def _article(thing: Any) -> str:
    kind = type(thing).__name__
    return f"{'an' if kind[0] in 'aeiouAEIOU' else 'a'} {kind}"


def _compare(got: Tensor, case: Case) -> None:
    wanted = torch.as_tensor(case.wanted)
    wanted = wanted.to(torch.complex128 if wanted.is_complex() else torch.float64)
    if wanted.ndim == 0 and got.numel() == 1:
        got = got.reshape(())
    if _same(got, wanted):
        return
    for sentence, outcome in case.faults.items():
        if _same(got, torch.as_tensor(outcome)):
            raise NotYet(sentence)
    _check_kind(got, wanted, case)
    off = ((got - wanted).abs() > CLOSE * wanted.abs().max()) | ~got.abs().isfinite()
    first = tuple(off.nonzero()[0].tolist())
    at, is_, should = _place(first, case.places, off), _figure(got[first]), _figure(wanted[first])
    raise NotYet(f"For {case.said}: {at} is {is_}, and should be {should}.")


def _check_kind(got: Tensor, wanted: Tensor, case: Case) -> None:
    if got.shape != wanted.shape:
        turned = " Rows and columns are exchanged." if got.ndim == 2 and got.mT.shape == wanted.shape else ""
        raise NotYet(f"For {case.said}: {_shape(wanted)} should come back, and it is {_shape(got)}.{turned}")
    if got.is_complex() and not wanted.is_complex():
        raise NotYet("Complex numbers come back; they should be real.")


def _same(got: Tensor, wanted: Tensor) -> bool:
    if got.shape != wanted.shape:
        return False
    return bool(((got - wanted).abs() <= CLOSE * wanted.abs().max()).all())  # a nan is near nothing


def _shape(numbers: Tensor) -> str:
    return f"a tensor of shape {tuple(numbers.shape)}" if numbers.ndim else "one number"


def _place(place: tuple[int, ...], names: tuple[str, ...], off: Tensor) -> str:
    if not names:
        return "it"
    if len(names) > len(place):
        return names[place[0]]
    named = ", ".join(f"{name} {number}" for name, number in zip(names, place, strict=True))
    return f"{off.sum()} of {off.numel()} values are off, the first at {named}: it"


def _figure(number: Tensor) -> str:
    return f"{number.item():.4g}"
