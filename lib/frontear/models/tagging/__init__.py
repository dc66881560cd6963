"""Networks that tag: ten seconds of AudioSet's numbers, and of each tag whether it is heard.

Five as Z. Halaby, M. Marzec and S. Mukhtar, Audio Classification, Georgia Tech, describe them, and a sixth of ours.
"""

from frontear.models.tagging.tagger import TAGGERS, Tagger, tagger

__all__ = ["TAGGERS", "Tagger", "tagger"]
