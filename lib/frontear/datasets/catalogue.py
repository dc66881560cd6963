"""The catalogue: each data set's licence, citation, size and address, and how its files are found and split."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from frontear.data.clip import sample_sets
from frontear.data.signal import Signal
from frontear.data.signal_files import read_npz, read_record
from frontear.datasets import folders, found, splits
from frontear.datasets.found import File

GOOGLE = "https://storage.googleapis.com"


@dataclass(frozen=True)
class Archive:
    """What is fetched: an archive, and files beside it. Checked where its SHA-256 is known.

    `strip` folders are taken off the names in the archive; then those that begin with a prefix in `keep` stay, or all.
    """

    url: str
    megabytes: float
    sha256: str | None = None
    strip: int = 0
    keep: tuple[str, ...] = ()
    beside: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class DataSet:
    """One data set: `folder` is where it lies below the root, `find` lists its files, `split` says which are whose.

    `reads` takes the path of each file to a signal, where what it holds is no sound.

    `unpacked` are the folders that its archive or torchaudio makes: there it is found too, with what is around them.
    """

    name: str
    title: str
    licence: str
    citation: str
    home: str
    folder: str
    find: Callable[[Path], list[File]]
    split: splits.Rule = splits.by_group
    group: str = "speaker"
    archive: Archive | None = None
    unpacked: tuple[str, ...] = ()
    reads: Callable[[Path], Signal] | None = None


CATALOGUE = {
    entry.name: entry
    for entry in (
        DataSet(
            name="samples",
            title="Sounds made by this project",
            licence="CC0 1.0",
            citation="Made for Frontear; see data_samples/README.md",
            home="data_samples/README.md",
            folder="",
            find=found.samples,
            group="voice",
        ),
        DataSet(
            name="fsdd",
            title="Free Spoken Digit Dataset",
            licence="CC BY-SA 4.0",
            citation="Z. Jackson et al., Free Spoken Digit Dataset, v1.0.9, 2020",
            home="https://github.com/Jakobovski/free-spoken-digit-dataset",
            folder="fsdd",
            find=found.spoken_digits,
            archive=Archive(
                "https://github.com/Jakobovski/free-spoken-digit-dataset/archive/v1.0.9.tar.gz", megabytes=12, strip=1
            ),
            unpacked=tuple(f"free-spoken-digit-dataset{end}" for end in ("", "-1.0.9", "-master")),
        ),
        DataSet(
            name="esc10",
            title="ESC-10: environmental sounds",
            licence="CC BY 3.0, each clip CC0 or CC BY",
            citation="K. J. Piczak, ESC: Dataset for environmental sound classification, ACM Multimedia 2015",
            home="https://github.com/karoldvl/ESC-10",
            folder="esc10",
            find=found.environmental_sounds,
            group="fold",
            archive=Archive("https://github.com/karoldvl/ESC-10/archive/master.zip", megabytes=50, strip=1),
            unpacked=("ESC-10", "ESC-10-master", "ESC-50", "ESC-50-master", "esc50"),
        ),
        DataSet(
            name="speech-commands",
            title="Speech Commands v0.02",
            licence="CC BY 4.0",
            citation="P. Warden, Speech Commands: A dataset for limited-vocabulary speech recognition, 2018",
            home="https://arxiv.org/abs/1804.03209",
            folder="speech_commands",
            find=found.speech_commands,
            split=splits.by_official_lists,
            archive=Archive(
                f"{GOOGLE}/download.tensorflow.org/data/speech_commands_v0.02.tar.gz",
                megabytes=2_429,
                sha256="af14739ee7dc311471de98f5f9d2c9191b18aedfe957f4a6ff791c709868ff58",
            ),
            unpacked=("SpeechCommands/speech_commands_v0.02", "speech_commands_v0.02"),
        ),
        DataSet(
            name="audioset-embeddings",
            title="AudioSet embeddings: balanced training and evaluation",
            licence="CC BY 4.0",
            citation="J. F. Gemmeke et al., Audio Set: An ontology and human-labeled dataset, ICASSP 2017",
            home="https://research.google.com/audioset",
            folder="audioset",
            find=found.embeddings,
            split=splits.by_folder,
            group="folder",
            archive=Archive(
                f"{GOOGLE}/eu_audioset/youtube_corpus/v1/features/features.tar.gz",
                megabytes=2_400,
                strip=1,
                keep=("bal_train/", "eval/"),
                beside={
                    "class_labels_indices.csv": f"{GOOGLE}/us_audioset/youtube_corpus/v1/csv/class_labels_indices.csv"
                },
            ),
            unpacked=("audioset_v1_embeddings",),
        ),
        DataSet(
            name="instruments",
            title="Notes of musical instruments",
            licence="CC BY 3.0",
            citation="N. P. Brosowsky, tonejs-instruments",
            home="https://github.com/nbrosowsky/tonejs-instruments",
            folder="instruments",
            find=found.instruments,
            group="note",
            unpacked=("tonejs-instruments/samples", "tonejs-instruments-master/samples"),
        ),
        DataSet(
            name="recordings",
            title="A humpback whale and read sentences",
            licence="public domain (whale); CC BY 4.0 (sentences)",
            citation="National Park Service; V. Panayotov et al., LibriSpeech, ICASSP 2015",
            home="https://www.openslr.org/12",
            folder="recordings",
            find=found.recordings,
        ),
        DataSet(
            name="ecg-cinc2017",
            title="Electrocardiograms of the CinC Challenge 2017",
            licence="ODC-BY 1.0, as its home says",
            citation="G. D. Clifford et al., AF classification from a short single lead ECG recording, CinC 2017",
            home="https://physionet.org/content/challenge-2017/1.0.0",
            folder="ecg_cinc2017",
            find=found.electrocardiograms,
            split=splits.by_class,
            group="person",
            archive=Archive("https://physionet.org/files/challenge-2017/1.0.0/validation.zip", megabytes=4, strip=1),
            unpacked=("validation", "training2017"),
            reads=read_record,
        ),
        DataSet(
            name="seismic",
            title="Earthquakes at stations in Northern California",
            licence="MIT; waveforms NCEDC",
            citation="W. Zhu, G. C. Beroza, PhaseNet, 2019; NCEDC, doi:10.7932/NCEDC",
            home="https://github.com/AI4EPS/PhaseNet",
            folder="seismic",
            find=found.earthquakes,
            group="station",
            archive=Archive(
                "https://github.com/AI4EPS/PhaseNet/archive/a9383be2138c01ca4f1d514f6a5b9b95fb9a7cba.zip",
                megabytes=100,
                strip=2,
                keep=("waveform_train/",),
            ),
            reads=partial(read_npz, sample_rate=100, unit="counts", marks={"P": "itp", "S": "its"}),
        ),
    )
}


def entry(name: str) -> DataSet:
    """Return the data set of that name; "samples/digits" is the set `digits` of the samples, "folder:…" a folder.

    Raises ValueError for a name that there is not.
    """
    found = CATALOGUE.get(name) or _part_of_samples(name) or _own_folder(name)
    if found is None:
        raise ValueError(
            f"got the data set {name!r}, allowed are {', '.join(CATALOGUE)}, samples/… for one set, "
            "and folder:… for a folder of your own"
        )
    return found


def _part_of_samples(name: str) -> DataSet | None:
    whole, _, part = name.partition("/")
    if whole != "samples" or part not in sample_sets():
        return None
    return replace(CATALOGUE["samples"], name=name, find=lambda folder: found.samples(folder, sets=[part]))


def _own_folder(name: str) -> DataSet | None:
    if not name.startswith(folders.PREFIX):
        return None
    folder, group = folders.read(name)
    return DataSet(
        name=name,
        title=folder.name,
        licence="your own",
        citation="your own",
        home="",
        folder=str(folder),
        find=partial(folders.find, group=group),
        split=splits.by_class,
        group="file" if group is None else "group",
    )
