"""How panels work: live panels, controls, predictions, exercises, and when they are closed; nothing of any lesson."""
