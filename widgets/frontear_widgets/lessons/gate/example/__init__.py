"""The panels of lesson 09 with a gate that learns by example."""
