"""How machines hear: sounds, windows, filters, compression, front-ends, and networks that learn from them.

Rooms, in the order in which a sound walks through them: `dsp`, `filterbanks`, `layers`, `frontends`; `data` and
`datasets` bring sounds; `models`, `training`, `analysis` and `sweeps` learn; `gates` let a sound through or not. What
is needed most stands here as well, as `frontear.log_mel`. A room is imported when it is first asked for.
"""

TYPE_CHECKING = False  # as in typing, whose import would take longer than all else here
if TYPE_CHECKING:
    from frontear import (
        analysis,
        data,
        datasets,
        dsp,
        filterbanks,
        frontends,
        gates,
        layers,
        models,
        sweeps,
        training,
    )
    from frontear.data import Clip, Signal, clip
    from frontear.dsp import spectrogram
    from frontear.frontends import (
        FRONTENDS,
        Frontend,
        gammatone,
        leaf,
        log_mel,
        mel_pcen,
        mfcc,
        sincnet,
        sincnet_plus,
        td_filterbanks,
        wavegram,
    )
    from frontear.models import BACKENDS, PARADIGMS, Classifier, paradigm_classifier
    from frontear.training import Settings, load_run, new_run, save_run

__version__ = "0.1.0"

__all__ = [
    "BACKENDS",
    "FRONTENDS",
    "PARADIGMS",
    "Classifier",
    "Clip",
    "Frontend",
    "Settings",
    "Signal",
    "analysis",
    "clip",
    "data",
    "datasets",
    "dsp",
    "filterbanks",
    "frontends",
    "gammatone",
    "gates",
    "layers",
    "leaf",
    "load_run",
    "log_mel",
    "mel_pcen",
    "mfcc",
    "models",
    "new_run",
    "paradigm_classifier",
    "save_run",
    "sincnet",
    "sincnet_plus",
    "spectrogram",
    "sweeps",
    "td_filterbanks",
    "training",
    "wavegram",
]

_FRONTENDS = (
    "gammatone",
    "leaf",
    "log_mel",
    "mel_pcen",
    "mfcc",
    "sincnet",
    "sincnet_plus",
    "td_filterbanks",
    "wavegram",
)
_ROOMS = {
    "data": ("Clip", "Signal", "clip"),
    "dsp": ("spectrogram",),
    "frontends": ("FRONTENDS", "Frontend", *_FRONTENDS),
    "models": ("BACKENDS", "PARADIGMS", "Classifier", "paradigm_classifier"),
    "training": ("Settings", "load_run", "new_run", "save_run"),
}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'frontear' has no attribute {name!r}; there are: {', '.join(__all__)}")
    from importlib import import_module  # here, as nothing else needs it at once

    room = next((room for room, names in _ROOMS.items() if name in names), None)
    return getattr(import_module(f"frontear.{room}"), name) if room else import_module(f"frontear.{name}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
