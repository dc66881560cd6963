"""The panels of lesson 02 Filtering."""
