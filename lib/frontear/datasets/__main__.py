"""Say what data sets are here, fetch others, check what was fetched.

python -m frontear.datasets table
python -m frontear.datasets fetch fsdd esc10
python -m frontear.datasets check fsdd
"""

import argparse
import sys

from frontear import datasets
from frontear.data.command_line import command_line
from frontear.datasets.places import data_root


@command_line
def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m frontear.datasets", description=str(__doc__).splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("table", help="what is here, and what the rest would cost")
    for command, about in (("fetch", "bring data sets"), ("check", "are the files those that were fetched?")):
        commands.add_parser(command, help=about).add_argument("names", nargs="+", metavar="NAME")
    asked = parser.parse_args(arguments)
    if asked.command == "table":
        return _table()
    try:
        return max([_each({"fetch": _fetch, "check": _check}[asked.command], name) for name in asked.names])
    except KeyboardInterrupt:
        print("stopped: the same command goes on from here", file=sys.stderr)
        return 130


def _each(command, name: str) -> int:
    try:
        return command(name)
    except BrokenPipeError:
        raise
    except (datasets.FetchError, ValueError, OSError) as error:
        print(f"{name}: {error}", file=sys.stderr)
        return 1


def _table() -> int:
    print(f"in {data_root()}")
    print(*datasets.table(), sep="\n")
    return 0


def _fetch(name: str) -> int:
    print(f"{name}: in {datasets.fetch(name)}")
    return 0


def _check(name: str) -> int:
    good = datasets.check(name)
    print(f"{name}: {'the files that were fetched' if good else 'not the files that were fetched'}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
