"""How long tests wait for what should come: a machine that is slow, or busy with other tests, is no fault of ours.

Only a failure takes so long. What is to be given up has a limit of its own, and a partner that never answers.
"""

LONG_S = 180.0
LONG_MS = 1_000 * LONG_S
OPEN_MS = 600_000.0  # a lesson, from its address to all its panels
