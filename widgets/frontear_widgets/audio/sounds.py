"""The sounds a panel can choose from: the lessons' own, every data set that is here, and the student's.

A sound is named by one string: "yes" for a sound of the lessons, "fsdd: 7_jackson_0" for one of a data set, "owl.wav"
for a file of the student's own and "my recording 1" for a recording, "birds: owl/1.wav" for one of a set that the
student opened as birds.zip.
"""

import functools
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import count

import torch.nn.functional as F
import traitlets

from frontear import datasets
from frontear.data.clip import Clip, clip, resample, sample_names
from frontear.datasets.found import there
from frontear.dsp.signals import faded
from frontear_widgets.views.names import shortened

LESSONS, MINE = "samples/lessons", "my sounds"
RECORDING = "my recording"  # what the page calls each of them
RATE = 16_000  # at which the lessons hear all sounds unless they say otherwise
SECONDS = 5.0  # of a longer recording, enough to see and little enough to send at every step of a slider


class OwnSounds(traitlets.HasTraits):
    """The student's own, the same for all panels of a page, which observe it: `clips` by name, and `sets`.

    A set is a folder of sounds: of each name here, what `datasets.load` calls it. `known` is what the page
    keeps of them.
    """

    clips = traitlets.Dict()
    sets = traitlets.Dict()
    known = traitlets.Set()

    def add(self, clip: Clip, name: str = "") -> str:
        """Offer a sound, under that name or its own; returns the name, which has a number where another has it."""
        taken = {*sample_names(), *self.clips}
        wanted = shortened(_without_colons(name or clip.name)) or "sound"
        name = next(name for name in _to_try(wanted) if name not in taken)
        self.clips = {**self.clips, name: replace(clip, name=name)}
        return name

    def add_set(self, own: datasets.OwnFolder, wanted: str) -> str:
        """Offer a folder, as `datasets.from_folder` gives it, by about the name that is wanted; returns the name."""
        name = wanted = shortened(_without_colons(wanted)) or "sounds"
        taken, number = {MINE, *datasets.CATALOGUE, *self.sets}, 2
        while name in taken:
            name, number = f"{wanted} {number}", number + 1
        self.sets = {**self.sets, name: own.name}
        return name


def _without_colons(name: str) -> str:
    """What stands between a set and its sound stands in no name."""
    return re.sub(r":+\s+", " ", name).strip()


def _to_try(wanted: str) -> Iterator[str]:
    """The names that a sound may get, the best first."""
    recorded = re.fullmatch(rf"{RECORDING}( \d+)?", wanted)
    if wanted != RECORDING:
        yield wanted
    yield from (f"{RECORDING} {n}" if recorded else f"{wanted} ({n})" for n in count(1 if recorded else 2))


OWN = OwnSounds()


def sets() -> dict[str, str]:
    """Every set of sounds: the words a person reads, and its name. What is not here says so."""
    others = [name for name in datasets.names() if name != LESSONS and datasets.audible(name)]
    shown = {"sounds of the lessons": LESSONS} | {_title(name): name for name in others}
    return shown | ({MINE: MINE} if OWN.clips else {}) | {set_title(name): name for name in OWN.sets}


def set_title(name: str) -> str:
    """What one of the student's sets is called in a list."""
    return f"your sounds: {name}"


def _title(name: str) -> str:
    made, _, kind = name.partition("/")
    title = f"made {kind.replace('-', ' ')}" if kind else datasets.CATALOGUE[made].title
    return title if datasets.here(name) else f"{title} (not here)"


def sounds_of(set_name: str) -> dict[str, list[str]]:
    """Names of a set's sounds by class, but links to nothing; the lessons' and one's own are one class.

    Raises ValueError where the set is not here.
    """
    if set_name == LESSONS:
        return {"": sample_names()}
    if set_name == MINE:
        return {"": list(OWN.clips)}
    by_class: dict[str, list[str]] = {}
    for file in filter(there, datasets.files(_loaded(set_name))):
        by_class.setdefault(file.label, []).append(f"{set_name}: {file.name}")
    alone = all(len(names) == 1 for names in by_class.values())
    return {"": [name for names in by_class.values() for name in names]} if alone else by_class


def set_of(name: str) -> str:
    """The set that a sound's name belongs to."""
    if name in OWN.clips:
        return MINE
    set_name, colon, _ = name.partition(": ")
    return set_name if colon else LESSONS


def _loaded(set_name: str) -> str:
    """What `datasets.load` calls a set."""
    return OWN.sets.get(set_name, set_name)


@functools.lru_cache(maxsize=64)
def sound(name: str, *, sample_rate: int = RATE) -> Clip:
    """The sound of that name at `sample_rate` Hz; of a data set's long recording its five loudest seconds.

    Raises ValueError for an unknown name.
    """
    if name in OWN.clips:
        return resample(OWN.clips[name], sample_rate)
    set_name, colon, file_name = name.partition(": ")
    if not colon:
        return clip(name, sample_rate=sample_rate)
    found = next((file for file in datasets.files(_loaded(set_name)) if file.name == file_name), None)
    if found is None:
        raise ValueError(f"no sound named {file_name!r} in {set_name}; allowed: those of datasets.files({set_name!r})")
    return _excerpt(found.clip(sample_rate=sample_rate))


def _excerpt(whole: Clip) -> Clip:
    """The loudest five seconds, without the offset that some recorders add, faded where they are cut."""
    length = int(SECONDS * whole.sample_rate)
    if len(whole.waveform) <= length:
        return whole
    level = whole.waveform - whole.waveform.median()
    energy = F.pad(level.double().square().cumsum(0), (1, 0))
    start = int((energy[length:] - energy[:-length]).argmax())
    part = level[start : start + length]
    return replace(whole, waveform=faded(part - part.mean(), sample_rate=whole.sample_rate))


def code(name: str, *, sample_rate: int = RATE) -> str:
    """The lines that load this sound as `heard` without the widgets; of one of the student's own, what to put there."""
    if name in OWN.clips:
        return (
            "from frontear.data.clip import decode\n\n"
            f'heard = decode("your_file.wav", sample_rate={sample_rate})  # where your sound is, as a file'
        )
    set_name, colon, file_name = name.partition(": ")
    if not colon:
        return f'from frontear.data.clip import clip\n\nheard = clip("{name}", sample_rate={sample_rate})'
    goes = "  # gone with this page: name the folder of your sounds instead" if set_name in OWN.sets else ""
    return (
        "from frontear import datasets\n\n"
        f"found = {{file.name: file for file in datasets.files({_loaded(set_name)!r})}}{goes}\n"
        f"heard = found[{file_name!r}].clip(sample_rate={sample_rate})  # the panel takes its loudest {SECONDS:g} s"
    )
