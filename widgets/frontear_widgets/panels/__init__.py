"""The panels of the lessons: settings, one pure function from settings to what is shown, a live view."""
