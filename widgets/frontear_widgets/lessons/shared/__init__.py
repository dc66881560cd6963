"""Panels and charts that several lessons show."""
