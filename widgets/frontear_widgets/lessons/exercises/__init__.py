"""Exercises of the lessons in code and on paper: how they are shown and checked, and a file for each lesson's two."""
