"""The panels of lesson 08 Speech or not."""
