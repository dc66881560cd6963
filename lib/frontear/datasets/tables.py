"""What is here, and what fetching the rest would cost."""

from dataclasses import dataclass

from frontear.datasets import catalogue
from frontear.datasets.catalogue import DataSet
from frontear.datasets.loading import classes
from frontear.datasets.places import data_root


@dataclass(frozen=True)
class Row:
    """One data set: what there is of it, and for the rest what it would cost; None where it cannot be fetched."""

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

    def __str__(self) -> str:
        what = f"{self.files} files, {self.classes} classes, {self.megabytes:.0f} MB" if self.here else self._absent()
        return f"{self.name:20s} {what:36s} {self.licence}"

    def _absent(self) -> str:
        if self.fetch_megabytes is None:
            return "not here, to be laid there yourself"
        return f"not here, {self.fetch_megabytes:g} MB to fetch"


def table() -> list[Row]:
    """Return a row for every data set: licence and citation, what lies here, what fetching would cost."""
    return [_row(entry) for entry in catalogue.CATALOGUE.values()]


def _row(entry: DataSet) -> Row:
    found = entry.find(data_root() / entry.folder)
    return Row(
        name=entry.name,
        title=entry.title,
        here=bool(found),
        files=len(found),
        classes=len(classes(entry.name)) if found else 0,
        groups=len({file.group for file in found if file.group}),
        group=entry.group,
        megabytes=sum(file.path.stat().st_size for file in found) / 1e6,
        fetch_megabytes=entry.archive and entry.archive.megabytes,
        licence=entry.licence,
        citation=entry.citation,
        home=entry.home,
    )
