"""The toolbox: one file an action, found by listing this folder."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules

from crm.domain.action import Action, ActionKind


def _load() -> dict[str, Action]:
    found: dict[str, Action] = {}
    for module in sorted(iter_modules(__path__), key=lambda one: one.name):
        if module.name.startswith("_"):
            continue
        action: Action = import_module(f"{__name__}.{module.name}").ACTION
        if action.name in found:
            raise ValueError(f"two actions are called {action.name!r}")
        if action.name.replace("-", "_") != module.name:
            raise ValueError(f"action {action.name!r} stands in {module.name}.py")
        found[action.name] = action
    return found


ACTIONS: Mapping[str, Action] = _load()
TOOLBOX: Mapping[str, Action] = {name: action for name, action in ACTIONS.items() if action.kind is ActionKind.TOOLBOX}
