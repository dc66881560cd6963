"""Gates: what lets a sound through and what does not, block by block, without an end. Lesson 09."""

from frontear.gates.classical import DETECTORS, RAMPS, Gate
from frontear.gates.states import GateState, Traced

__all__ = ["DETECTORS", "RAMPS", "Gate", "GateState", "Traced"]
