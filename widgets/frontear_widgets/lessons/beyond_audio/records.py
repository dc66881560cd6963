"""The records of lesson 10: hearts and earthquakes that are made, real ones where they are here, and one's own."""

from dataclasses import replace
from functools import lru_cache

import traitlets

from frontear import datasets
from frontear.data import Signal, made_earthquake, made_heart
from frontear.datasets import File
from frontear.datasets.catalogue import entry
from frontear_widgets.core.controls import control_field
from frontear_widgets.core.panel import GrowingList
from frontear_widgets.views.names import shortened

REGULAR, IRREGULAR = "made heart, regular", "made heart, irregular"
NEAR, FAR = "made earthquake, near", "made earthquake, far"
MADE = {  # what makes it, and how
    REGULAR: (made_heart, {"rhythm": "regular"}),
    IRREGULAR: (made_heart, {"rhythm": "irregular"}),
    NEAR: (made_earthquake, {"distance_km": 20}),
    FAR: (made_earthquake, {"distance_km": 80}),
}
REAL = {"ecg-cinc2017": ("normal", "atrial fibrillation"), "seismic": ("earthquake",)}
OF_EACH = 2  # real records of a class


class OwnRecords(traitlets.HasTraits):
    """The student's own, by name: the same for all panels of a page."""

    records = traitlets.Dict()

    def add(self, signal: Signal) -> str:
        """Offer a record; returns the name that it has here."""
        wanted = name = f"my {shortened(signal.name) or 'record'}"
        number = 2
        while name in self.records:
            name, number = f"{wanted} ({number})", number + 1
        self.records = {**self.records, name: replace(signal, name=name)}
        return name


OWN = OwnRecords()


def record_names() -> list[str]:
    """All that there are, made ones first."""
    return [*MADE, *_files(), *OWN.records]


@lru_cache(maxsize=16)
def _made(name: str) -> Signal:
    maker, options = MADE[name]
    return replace(maker(**options), name=name)


def record(name: str) -> Signal:
    """One channel of the record of that name: of three components the last, which is the vertical one.

    Raises ValueError where there is none of that name.
    """
    if name in MADE:
        return _made(name)
    if name in OWN.records:
        return OWN.records[name]
    found = _files().get(name)
    if found is None:
        raise ValueError(f"got the record {name!r}, allowed are {', '.join(record_names())}")
    return _read(name, found)


@lru_cache(maxsize=16)
def _read(name: str, found: tuple[str, File]) -> Signal:
    set_name, file = found
    reads = entry(set_name).reads
    assert reads is not None
    whole = reads(file.path)
    vertical = (whole.channels - whole.channels.mean(dim=1, keepdim=True))[-1:].clone()
    return replace(whole, waveform=vertical, name=name, label=file.label, group=file.group)


@lru_cache(maxsize=1)
def _files() -> dict[str, tuple[str, File]]:
    """The first real records of each class, where their sets are here."""
    found = {}
    for set_name, labels in REAL.items():
        files = datasets.files(set_name) if datasets.here(set_name) else []
        for label in labels:
            of_label = [file for file in files if file.label == label][:OF_EACH]
            found |= {f"{set_name}: {label}, {file.name}": (set_name, file) for file in of_label}
    return found


def record_code(name: str) -> str:
    """The lines that make or load this record as `signal` without the widgets."""
    if name in MADE:
        maker, options = MADE[name]
        made = ", ".join(f"{option}={value!r}" for option, value in options.items())
        return f"from frontear.data import {maker.__name__}\n\nsignal = {maker.__name__}({made})"
    if name in OWN.records:
        own = OWN.records[name]
        return (
            "from frontear.data import read_csv\n\n"
            f'signal = read_csv("your_file.csv", sample_rate={own.sample_rate:g})  # where your record is, as a file'
        )
    set_name, file = _files()[name]
    return f"""from frontear import datasets

signals = {{signal.name: signal for signal in datasets.load({set_name!r})}}
signal = signals[{file.name!r}]"""


def record_choice(default: str = REGULAR) -> str:
    """A field that names a record."""
    return control_field(default, RecordChooser, "Record", "")


class RecordChooser(GrowingList):
    """A list of all records that grows with one's own."""

    def __init__(self):
        super().__init__(record_names, OWN, "records")
