"""Learned gates in files: one that ships with the library, and a person's own."""

from frontear.gates.kept.gate_files import KeptGate, load_gate, save_gate, shipped

__all__ = ["KeptGate", "load_gate", "save_gate", "shipped"]
