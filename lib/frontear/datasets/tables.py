"""What is here, and what fetching the rest would cost."""

from contextlib import suppress
from dataclasses import dataclass

from frontear.datasets import catalogue
from frontear.datasets.catalogue import DataSet
from frontear.datasets.found import File, there
from frontear.datasets.loading import classes
from frontear.datasets.located import located


@dataclass(frozen=True)
class Row:
    """One data set: what there is of it, and for the rest what it would cost; None where it cannot be fetched.

    `problem` says why nothing of it can be read, though it lies there.
    """

    name: str
    title: str
    here: bool
    files: int
    classes: int
    groups: int
    group: str
    megabytes: float
    fetch_megabytes: float | None
    licence: str
    citation: str
    home: str
    problem: str = ""

    def __str__(self) -> str:
        what = f"{self.files} files, {self.classes} classes, {self.megabytes:.0f} MB" if self.here else self._absent()
        return f"{self.name:20s} {what:36s} {self.licence}"

    def _absent(self) -> str:
        if self.problem:
            return self.problem
        if self.fetch_megabytes is None:
            return "not here, to be laid there yourself"
        return f"not here, {self.fetch_megabytes:g} MB to fetch"


def table() -> list[Row]:
    """Return a row for every data set: licence and citation, what lies here, what fetching would cost."""
    return [_row(entry) for entry in catalogue.CATALOGUE.values()]


def _row(entry: DataSet) -> Row:
    try:
        found = list(filter(there, located(entry)[1]))
        labels, problem = classes(entry.name) if found else [], ""
    except ValueError as error:
        found, labels, problem = [], [], str(error)
    return Row(
        name=entry.name,
        title=entry.title,
        here=bool(found),
        files=len(found),
        classes=len(labels),
        groups=len({file.group for file in found if file.group}),
        group=entry.group,
        megabytes=sum(map(_size, found)) / 1e6,
        fetch_megabytes=entry.archive and entry.archive.megabytes,
        licence=entry.licence,
        citation=entry.citation,
        home=entry.home,
        problem=problem,
    )


def _size(file: File) -> int:
    with suppress(OSError):
        return file.path.stat().st_size
    return 0
