"""Mutants of a module: each is its source with one thing changed, and can take the place of what was imported."""

import ast
import hashlib
import importlib
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FunctionType, MappingProxyType

SWAPS = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult, ast.Pow: ast.Mult, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip
NAMES = [("min", "max"), ("amin", "amax"), ("argmin", "argmax"), ("any", "all"), ("sum", "mean"), ("sin", "cos")]
OTHER_NAMES = {a: b for pair in NAMES for a, b in (pair, pair[::-1])} | {"ceil": "floor", "floor": "ceil"}
LEFT_OUT = (ast.Raise, ast.Import, ast.ImportFrom, ast.JoinedStr, ast.Assert)  # what is said, not what is computed
LEFT_OUT_FIELDS = {"annotation", "returns", "decorator_list", "bases"}
DUNDERS = {"__init__", "__post_init__", "__call__", "__getitem__", "__len__", "__torch_function__"}
PLAIN = (int, float, complex, str, tuple, range, type(None))


@dataclass(frozen=True)
class Mutant:
    """A module with one change: where, what, the lines of the function around it, and the whole tree."""

    path: Path
    line: int
    change: str
    lines: frozenset[int]
    tree: ast.Module
    key: str


def sample(path: Path, *, n: int, seed: str) -> list[Mutant]:
    """Return n of all mutants of a module, or all there are; a seed draws the same from the same code."""
    source = path.read_text(encoding="utf-8")
    nodes = [place[3] for place in _places(ast.parse(source))]
    found = [(number, which) for number, node in enumerate(nodes) for which in range(len(list(_variants(node))))]
    order, code = list(range(len(found))), _code(source)
    random.Random(seed).shuffle(order)
    return [_mutant(path, source, *found[place], f"{_name(path)} {place} {code}") for place in order[:n]]


def _mutant(path: Path, source: str, number: int, which: int, key: str) -> Mutant:
    tree = ast.parse(source)
    parent, field, index, child, around = list(_places(tree))[number]
    changed = list(_variants(child))[which]
    change = f"{source.splitlines()[child.lineno - 1].strip()} : {_said(child)} → {_said(changed)}"
    if index is None:
        setattr(parent, field, changed)
    else:
        getattr(parent, field)[index] = changed
    return Mutant(path, child.lineno, change, _lines(around), ast.fix_missing_locations(tree), key)


def _code(source: str) -> str:
    """A digest of what is computed, whatever comments and docstrings say."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            node.value.value = ""
    return hashlib.blake2b(ast.dump(tree).encode(), digest_size=8).hexdigest()


def graft(mutant: Mutant) -> int:
    """Let what was imported from the module compute as its mutant does; returns how many functions and values changed.

    What was made while importing, such as an instance in a table, is changed too where it is a function, a number, or a
    collection or dataclass of these.
    """
    name = _name(mutant.path)
    module = importlib.import_module(name)
    fresh = {"__name__": name, "__file__": str(mutant.path), "__package__": module.__package__}
    if hasattr(module, "__path__"):
        fresh["__path__"] = module.__path__
    exec(compile(mutant.tree, str(mutant.path), "exec"), fresh)
    return _into(vars(module), fresh, set())


def _name(path: Path) -> str:
    return ".".join(path.with_suffix("").parts[path.parts.index("frontear") :]).removesuffix(".__init__")


def _into(old: object, new: object, done: set[int]) -> int:
    if old is new or id(old) in done or type(old).__qualname__ != type(new).__qualname__:
        return 0
    done.add(id(old))
    if isinstance(old, dict | MappingProxyType):
        return sum(_entry(old, key, new[key], done) for key in list(old) if key in new)
    if isinstance(old, type):
        names = [name for name in vars(old) if name in vars(new) and (name[:2] != "__" or name in DUNDERS)]
        return sum(_attribute(old, name, vars(old)[name], vars(new)[name], done) for name in names)
    if isinstance(old, FunctionType):
        return _function(old, new, done)
    for inner in ("__wrapped__", "__func__", "fget"):
        if hasattr(old, inner):
            return _into(getattr(old, inner), getattr(new, inner), done)
    if isinstance(old, list):
        return sum(_into(one, other, done) for one, other in zip(old, new, strict=False))
    if hasattr(old, "__dataclass_fields__"):
        return sum(_attribute(old, name, vars(old)[name], vars(new)[name], done) for name in vars(old))
    return 0


def _entry(table: dict, key: object, new: object, done: set[int]) -> int:
    if isinstance(new, PLAIN) and not str(key).startswith("__"):
        changed, table[key] = _differs(table[key], new), new
        return changed
    return _into(table[key], new, done)


def _attribute(owner: object, name: str, old: object, new: object, done: set[int]) -> int:
    if not isinstance(new, PLAIN):
        return _into(old, new, done)
    (type if isinstance(owner, type) else object).__setattr__(owner, name, new)
    return _differs(old, new)


def _function(old: FunctionType, new: FunctionType, done: set[int]) -> int:
    if len(old.__code__.co_freevars) != len(new.__code__.co_freevars):
        return 0  # cannot take its place
    changed = old.__code__ != new.__code__
    old.__code__ = new.__code__
    for values in ("__defaults__", "__kwdefaults__"):
        if _differs(getattr(old, values), getattr(new, values)):
            changed += 1
            setattr(old, values, getattr(new, values))
    for cell, other in zip(old.__closure__ or (), new.__closure__ or (), strict=True):
        if isinstance(other.cell_contents, PLAIN):
            changed += _differs(cell.cell_contents, other.cell_contents)
            cell.cell_contents = other.cell_contents
        else:
            changed += _into(cell.cell_contents, other.cell_contents, done)
    return int(changed)


def _differs(old: object, new: object) -> int:
    return int(repr(old) != repr(new) and " at 0x" not in repr(new))


def _places(node: ast.AST, around: ast.AST | None = None) -> Iterator[tuple]:
    """Yield parent, field, index and child of all that may change, and the function or module around it."""
    around = around or node
    for field, value in ast.iter_fields(node):
        if field in LEFT_OUT_FIELDS:
            continue
        for index, child in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(child, ast.AST) and not isinstance(child, LEFT_OUT):
                yield node, field, index if isinstance(value, list) else None, child, around
                yield from _places(child, child if isinstance(child, ast.FunctionDef) else around)


def _lines(around: ast.AST) -> frozenset[int]:
    """Of a function, from its first decorator on; of a module none."""
    if not isinstance(around, ast.FunctionDef):
        return frozenset()
    first = min((decorator.lineno for decorator in around.decorator_list), default=around.lineno)
    return frozenset(range(first, around.end_lineno + 1))


def _variants(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        yield from map(ast.Constant, sorted({node.value + 1, node.value - 1, 2 * node.value} - {node.value}))
    elif isinstance(node, ast.Compare) and type(node.ops[0]) in SWAPS:
        for place, operator in enumerate(node.ops):
            yield ast.Compare(
                node.left, [*node.ops[:place], SWAPS[type(operator)](), *node.ops[place + 1 :]], node.comparators
            )
    elif isinstance(node, ast.BinOp) and type(node.op) in SWAPS:
        yield ast.BinOp(node.left, SWAPS[type(node.op)](), node.right)
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(SWAPS[type(node.op)](), node.values)
    elif isinstance(node, ast.UnaryOp):
        yield node.operand
    elif isinstance(node, ast.Call):
        yield from _other_calls(node)
    elif isinstance(node, ast.Expr) and not isinstance(node.value, ast.Constant | ast.Yield | ast.YieldFrom):
        yield ast.Pass()
    elif isinstance(node, ast.If | ast.While):
        yield type(node)(ast.UnaryOp(ast.Not(), node.test), node.body, node.orelse)
    elif isinstance(node, ast.IfExp):
        yield from (node.body, node.orelse)


def _other_calls(node: ast.Call) -> Iterator[ast.AST]:
    called = node.func
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    if name in OTHER_NAMES:
        other = OTHER_NAMES[name]
        func = ast.Attribute(called.value, other, ast.Load()) if isinstance(called, ast.Attribute) else ast.Name(other)
        yield ast.Call(func, node.args, node.keywords)
    if (isinstance(called, ast.Attribute) and not isinstance(called.value, ast.Name | ast.Call)) or node.args:
        yield node.args[0] if node.args and not _is_method(called) else called.value
    for place in range(len(node.keywords)):
        yield ast.Call(called, node.args, node.keywords[:place] + node.keywords[place + 1 :])


def _is_method(called: ast.AST) -> bool:
    """Whether it is called on a value, which may take the call's place, and not on a module or class."""
    return isinstance(called, ast.Attribute) and not (
        (isinstance(called.value, ast.Name) and called.value.id in ("torch", "F", "nn", "self", "math"))
        or (isinstance(called.value, ast.Attribute) and called.value.attr in ("fft", "linalg", "functional"))
    )


def _said(node: ast.AST) -> str:
    if isinstance(node, ast.If | ast.While):
        return f"{type(node).__name__.lower()} {ast.unparse(node.test)}"
    return ast.unparse(node)
