"""Learned gates in files."""

from frontear.gates.kept.gate_files import KeptGate, load_gate, save_gate

__all__ = ["KeptGate", "load_gate", "save_gate"]
