"""Public docstrings say what goes in, what comes out and what is refused, and their examples do what they say."""

import ast
import doctest
from importlib import import_module
from inspect import cleandoc
from pathlib import Path

import pytest

LIBRARY = Path(__file__).resolve().parents[2] / "lib" / "frontear"
MODULES = sorted(path for path in LIBRARY.rglob("*.py") if path.name != "__main__.py")
RECIPES = {"log_mel", "mel_pcen", "mfcc", "leaf", "sincnet", "sincnet_plus", "td_filterbanks", "wavegram", "gammatone"}
BANKS = {"GaborFilterbank", "GammatoneFilterbank", "SincFilterbank", "FreeFilterbank", "ZeroPhaseFilterbank"}


def public(tree):
    """Every public function, method and class with its docstring's sections missing, if any are."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node, ast.get_docstring(node) or "", needs_return(node)
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            made = [each for each in node.body if isinstance(each, ast.FunctionDef) and each.name == "__init__"]
            yield from ((each, ast.get_docstring(node) or "", False) for each in made)
            yield from public(node)


def needs_return(function):
    return function.returns is not None and ast.unparse(function.returns) != "None"


def named(function):
    arguments = function.args
    every = [*arguments.posonlyargs, *arguments.args, arguments.vararg, *arguments.kwonlyargs, arguments.kwarg]
    return [each.arg for each in every if each is not None and each.arg not in ("self", "cls")]


def is_overload(function):
    return any(ast.unparse(decorator) == "overload" for decorator in function.decorator_list)


def refuses(function):
    raised = (node.exc for node in ast.walk(function) if isinstance(node, ast.Raise))
    return any(isinstance(exc, ast.Call) and ast.unparse(exc.func) == "ValueError" for exc in raised)


def lacking(function, doc, returns):
    """What a docstring of a function with more than one argument does not say."""
    lines = cleandoc(doc).split("\n")
    told = {line.strip().lstrip("*").split(":")[0] for line in lines if line.startswith("    ") and ":" in line}
    missing = [name for name in named(function) if name not in told]
    missing += ["Returns"] if returns and not {"Returns:", "Yields:"} & set(lines) else []
    return missing + (["Raises"] if refuses(function) and "Raises:" not in lines else [])


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(LIBRARY).as_posix())
def test_what_takes_several_arguments_says_each_of_them_what_comes_back_and_what_is_refused(path):
    functions = public(ast.parse(path.read_text(encoding="utf-8")))
    several = [each for each in functions if len(named(each[0])) > 1 and not is_overload(each[0])]
    lacks = {f"{function.name}:{function.lineno}": lacking(function, *rest) for function, *rest in several}
    assert not {name: missing for name, missing in lacks.items() if missing}


def shows(path):
    return ">>> " in path.read_text(encoding="utf-8")


def module_of(path):
    return import_module(
        ".".join(("frontear", *path.relative_to(LIBRARY).with_suffix("").parts)).removesuffix(".__init__")
    )


@pytest.mark.parametrize("path", list(filter(shows, MODULES)), ids=lambda path: path.relative_to(LIBRARY).as_posix())
def test_the_examples_of_a_module_do_what_they_say(path):
    assert doctest.testmod(module_of(path)).failed == 0


def test_every_recipe_filterbank_and_analysis_has_an_example():
    tests = (test for path in filter(shows, MODULES) for test in doctest.DocTestFinder().find(module_of(path)))
    shown = {test.name.rpartition(".")[2] for test in tests if test.examples}
    functions = {name for name in import_module("frontear.analysis").__all__ if name.islower()}
    assert (RECIPES | BANKS | functions) - shown == set()
