"""The panels of lesson 05 Learning a front-end, live."""
