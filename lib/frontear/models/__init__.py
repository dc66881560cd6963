"""Networks: a front-end, a paradigm that looks at what it yields, and a back-end that answers. Lessons 06 and 07."""

from frontear.models.backends import BACKENDS, FIXED_LENGTH, VARIABLE_LENGTH, backend
from frontear.models.classifier import Classifier, n_parameters, paradigm_classifier, width_for
from frontear.models.paradigms import PARADIGMS, PRESETS, Paradigm, paradigm
from frontear.models.seeds import seeded

__all__ = [
    "BACKENDS",
    "FIXED_LENGTH",
    "PARADIGMS",
    "PRESETS",
    "VARIABLE_LENGTH",
    "Classifier",
    "Paradigm",
    "backend",
    "n_parameters",
    "paradigm",
    "paradigm_classifier",
    "seeded",
    "width_for",
]
