"""A gate that learns by example: a person marks what it is to keep and what to gate, and it does so elsewhere."""

from frontear.gates.by_example.by_marks import RULE, learn_from_marks
from frontear.gates.by_example.made_scenes import scene
from frontear.gates.by_example.marks import LEAST_SECONDS, Mark, Piece, pieces

__all__ = ["LEAST_SECONDS", "RULE", "Mark", "Piece", "learn_from_marks", "pieces", "scene"]
