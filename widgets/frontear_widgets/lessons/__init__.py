"""The panels, lesson by lesson; what several lessons show is in `shared`."""
