"""The panels of lesson 09 The gate."""
