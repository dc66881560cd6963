"""The panels of lesson 04 Mel against Gabor."""
