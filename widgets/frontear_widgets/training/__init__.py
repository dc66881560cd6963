"""Learning beside everything else: plans, workers, runs that are kept, and their charts."""
