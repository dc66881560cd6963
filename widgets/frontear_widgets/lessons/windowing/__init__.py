"""The panels of lesson 01 Windowing."""
