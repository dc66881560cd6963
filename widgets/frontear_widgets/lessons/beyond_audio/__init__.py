"""The panels of lesson 10 Beyond audio."""
