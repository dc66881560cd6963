"""Pick out of the whole public sets the parts that the figures come from.

    FRONTEAR_DATA=… python benchmarks/parts.py FOLDER

Copies them to FOLDER, which FRONTEAR_DATA may name then. Of the digits four speakers and takes 0 to 19; of ESC-10 folds
1 to 4 and in each the first five names of a class; of Speech Commands the clips that `speech_commands_part.txt` lists.
"""

import sys
from itertools import groupby
from pathlib import Path
from shutil import copyfile

from frontear import datasets
from frontear.datasets.catalogue import CATALOGUE

SPEAKERS, N_TAKES = {"jackson", "nicolas", "theo", "yweweler"}, 20
FOLDS, N_EACH = set("1234"), 5
LIST = Path(__file__).with_name("speech_commands_part.txt")


def main(target: Path):
    for name, part in PARTS.items():
        if not datasets.here(name):
            print(f"{name}: not here")
            continue
        chosen = part(datasets.files(name))
        for file in chosen:
            copied = target / CATALOGUE[name].folder / file.path.parent.name / file.path.name
            copied.parent.mkdir(parents=True, exist_ok=True)
            copyfile(file.path, copied)
        print(f"{name}: {len(chosen)} clips")


def digits(files):
    return [file for file in files if file.group in SPEAKERS and int(file.name.rpartition("_")[2]) < N_TAKES]


def sounds(files):
    ordered = sorted(files, key=lambda file: (file.label, file.group, file.name))
    kinds = [list(same) for (_, fold), same in groupby(ordered, lambda file: file[1::2]) if fold in FOLDS]
    return [file for kind in kinds for file in kind[:N_EACH]]


def words(files):
    listed = set(LIST.read_text(encoding="utf-8").split())
    return [file for file in files if file.name in listed]


PARTS = {"fsdd": digits, "esc10": sounds, "speech-commands": words}

if __name__ == "__main__":
    main(Path(sys.argv[1]))
