"""The panels of the appendix on the sounds."""
