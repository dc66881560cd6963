"""Voila compiles its templates anew for every page, a fifth of a second with nothing to see: once is enough."""

from jinja2 import BytecodeCache
from jinja2.ext import Extension
from nbconvert.exporters import templateexporter


class Compiled(BytecodeCache):
    """What was compiled, by template; Jinja itself sees when a template's text is another."""

    def __init__(self):
        self._kept = {}

    def load_bytecode(self, bucket):
        """Give what was compiled, if it was."""
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket):
        """Keep what Jinja has compiled."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()


class Keeping(Extension):
    """An extension is what nbconvert lets one give to the environments that it makes."""

    def __init__(self, environment):
        super().__init__(environment)
        environment.bytecode_cache = COMPILED


templateexporter.JINJA_EXTENSIONS.append(Keeping)
