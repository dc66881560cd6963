"""Gates: what lets a sound through and what does not, block by block, without an end. Lesson 09."""

from frontear.gates.by_example import RULE, Mark, learn_from_marks
from frontear.gates.classical import DETECTORS, RAMPS, Gate
from frontear.gates.exported import export_gate
from frontear.gates.kept import KeptGate, load_gate, save_gate, shipped
from frontear.gates.learned import LearnedGate
from frontear.gates.learning import learn, new_listener
from frontear.gates.listener import Listener
from frontear.gates.mixing import BUFFER, CLOSED, OPEN, UNCOUNTED, Mixture, Sources, mixture
from frontear.gates.scores import GateScore, gate_score, si_sdr_db
from frontear.gates.states import GateState, Traced

__all__ = [
    "BUFFER",
    "CLOSED",
    "DETECTORS",
    "OPEN",
    "RAMPS",
    "RULE",
    "UNCOUNTED",
    "Gate",
    "GateScore",
    "GateState",
    "KeptGate",
    "LearnedGate",
    "Listener",
    "Mark",
    "Mixture",
    "Sources",
    "Traced",
    "export_gate",
    "gate_score",
    "learn",
    "learn_from_marks",
    "load_gate",
    "mixture",
    "new_listener",
    "save_gate",
    "shipped",
    "si_sdr_db",
]
