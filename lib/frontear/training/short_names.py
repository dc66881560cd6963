"""Every setting by one short name, as sweeps, tables and code have it: that of its field, or of its part for `name`."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, get_type_hints

from frontear.frontends import FRONTENDS
from frontear.training.settings_parts import FrontendSettings, recipe_options


def named(part: Any, called: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Yield the short name of each setting, its value, and the usual one. Lesson: notebooks/06_paradigms.ipynb

    Args:
        part: Settings, or a part of them.
        called: What the part is called.

    Yields:
        Short name, value and usual value.
    """
    for each in fields(part):
        value = getattr(part, each.name)
        if is_dataclass(value):
            yield from named(value, each.name)
        elif isinstance(part, FrontendSettings) and each.name == "options":
            usual = {name: option.default for name, option in recipe_options(part.name).items()}
            yield from ((name, part.values[name], usual[name]) for name in usual)
        else:
            yield (called if each.name == "name" else each.name), value, each.default


def kinds(whole: Any, called: str = "") -> dict[str, Any]:
    """Return the type of each setting by its short name, with the options of all front-ends.

    Lesson: notebooks/06_paradigms.ipynb

    Args:
        whole: The class of settings, or of a part.
        called: What the part is called.

    Returns:
        Types by short name.
    """
    found = {}
    for name, kind in get_type_hints(whole).items():
        if is_dataclass(kind):
            found |= kinds(kind, name)
        elif whole is FrontendSettings and name == "options":
            found |= _option_kinds()
        else:
            found[called if name == "name" else name] = kind
    return found


def changed(part: Any, chosen: Mapping[str, Any], called: str = "") -> Any:
    """Return the part with the values that are chosen for some of its settings, by their short names.

    Another front-end keeps the options that it has too. Lesson: notebooks/06_paradigms.ipynb

    Args:
        part: Settings, or a part of them.
        chosen: New values by short name.
        called: What the part is called.

    Returns:
        A part of the same kind.
    """
    if isinstance(part, FrontendSettings):
        return _another(part, chosen)
    new = {}
    for each in fields(part):
        value, name = getattr(part, each.name), called if each.name == "name" else each.name
        if is_dataclass(value):
            new[each.name] = changed(value, chosen, each.name)
        elif name in chosen:
            new[each.name] = chosen[name]
    return replace(part, **new)


def _another(frontend: FrontendSettings, chosen: Mapping[str, Any]) -> FrontendSettings:
    name, frozen = chosen.get("frontend", frontend.name), chosen.get("frozen", frontend.frozen)
    kept = {each: value for each, value in frontend.options if each in recipe_options(name)}
    return FrontendSettings(
        name, frozen=frozen, **kept | {each: chosen[each] for each in _option_kinds() if each in chosen}
    )


def _option_kinds() -> dict[str, Any]:
    found = {}
    for name, recipe in FRONTENDS.items():
        hints = get_type_hints(recipe)
        found = {option: hints[option] for option in recipe_options(name)} | found
    return found
