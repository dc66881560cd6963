"""Networks: a front-end, a paradigm that looks at what it yields, and a back-end that answers. Lessons 06 and 07.

Beside them `tagger`: networks on AudioSet's embeddings.
"""

from frontear.models.backends import BACKENDS, FIXED_LENGTH, VARIABLE_LENGTH, backend
from frontear.models.classifier import Classifier, n_parameters, paradigm_classifier, width_for
from frontear.models.paradigms import PARADIGMS, PRESETS, Paradigm, paradigm
from frontear.models.seeds import seeded
from frontear.models.tagging import TAGGERS, Tagger, tagger

__all__ = [
    "BACKENDS",
    "FIXED_LENGTH",
    "PARADIGMS",
    "PRESETS",
    "TAGGERS",
    "VARIABLE_LENGTH",
    "Classifier",
    "Paradigm",
    "Tagger",
    "backend",
    "n_parameters",
    "paradigm",
    "paradigm_classifier",
    "seeded",
    "tagger",
    "width_for",
]
