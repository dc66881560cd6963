"""Panels and their parts: live panels, controls, pictures, charts, players, predictions; nothing of any lesson."""
