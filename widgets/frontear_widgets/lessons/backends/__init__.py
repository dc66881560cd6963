"""The panels of lesson 07 From features to an answer."""
