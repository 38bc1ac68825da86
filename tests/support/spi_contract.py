"""The whole contract with integrators as text: every public name of `salessupport.spi` with its shape, and versions.

    PYTHONPATH=src:tests python -m support.spi_contract      writes tests/golden/spi.txt anew

Taken from the imported modules, not from their source, so that it says what an integrator gets. Source: ports.md 3.8.
"""

from __future__ import annotations

import ast
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from enum import Enum
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

import attrs

from salessupport import spi
from salessupport.spi.hooks import HOOKS, VERSION
from salessupport.spi.policies import KINDS
from salessupport.spi.port import ContractVersion, Port
from salessupport.spi.ports import PORTS

GOLDEN = Path(__file__).parents[1] / "golden" / "spi.txt"
_PLAIN = (str, int, bool, type(None), timedelta, Enum, ContractVersion)


def contract() -> str:
    """Give the contract: versions, hooks, then module by module."""
    lines = ["versions", *(f"  {line}" for line in _versions()), "", "hooks"]
    lines += [f"  {one.signature.replace(chr(39), '')}" for one in HOOKS.values()]
    for module in _modules():
        described = [line for name in sorted(_names(module)) for line in _described(name, getattr(module, name))]
        lines += ["", module.__name__, *(f"  {line}" for line in described)]
    return "\n".join(lines) + "\n"


def _versions() -> Iterator[str]:
    yield f"hooks {VERSION}"
    yield from (f"policy {kind.name} {kind.version}" for kind in KINDS.values())
    yield from (f"port {port.name} {port.version}" for port in PORTS.values())


def _modules() -> Iterator[ModuleType]:
    found = pkgutil.walk_packages(spi.__path__, f"{spi.__name__}.")
    yield from (import_module(name) for name in sorted(each.name for each in found))


def _names(module: ModuleType) -> Iterator[str]:
    """The public names that a module itself brings into the contract."""
    promised, assigned = getattr(module, "__all__", ()), _assigned(module)
    for name, value in vars(module).items():
        if name.startswith("_") or isinstance(value, TypeVar):
            continue
        if isinstance(value, type) or inspect.isfunction(value):
            home = value.__module__
            if home == module.__name__ or (name in promised and not home.startswith(spi.__name__)):
                yield name
        elif name in assigned:
            yield name


def _assigned(module: ModuleType) -> set[str]:
    """Names that stand left of `=` in a module."""
    tree = ast.parse(inspect.getsource(module))
    targets = [
        target
        for node in tree.body
        for target in (node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)])
    ]
    return {target.id for target in targets if isinstance(target, ast.Name)}


def _described(name: str, value: Any) -> Iterator[str]:
    if isinstance(value, type):
        yield f"class {name}{_bases(value)}"
        yield from (f"  {line}" for line in _members(value))
    elif inspect.isfunction(value):
        yield f"{name}{_signature(value)}"
    else:
        yield f"{name} = {_shown(value)}"


def _bases(kind: type) -> str:
    bases = [base for base in getattr(kind, "__orig_bases__", kind.__bases__) if base is not object]
    names = [base.__name__ if isinstance(base, type) else re.sub(r"typing\.|[+~]", "", str(base)) for base in bases]
    return f"({', '.join(names)})" if names else ""


def _members(kind: type) -> Iterator[str]:
    if issubclass(kind, Enum):
        yield from (f"{member.name} = {member.value!r}" for member in kind)
        return
    fields: Mapping[str, attrs.Attribute[Any]] = attrs.fields_dict(kind) if attrs.has(kind) else {}
    yield from (_field(one) for one in fields.values())
    for name, value in vars(kind).items():
        function = value.__func__ if isinstance(value, classmethod | staticmethod) else value
        if (name.startswith("_") and name != "__call__") or name in fields:
            continue
        if inspect.isfunction(function):
            yield f"{name}{_signature(function)}"
        elif isinstance(value, property):
            yield f"{name}: {inspect.signature(value.fget or repr).return_annotation} (property)"
        elif isinstance(value, _PLAIN):
            yield f"{name} = {value!r}"


def _field(one: attrs.Attribute[Any]) -> str:
    default = "" if one.default is attrs.NOTHING else f" = {_shown(one.default)}"
    return f"{'*, ' * one.kw_only}{one.name}: {one.type}{default}"


def _signature(function: Callable[..., Any]) -> str:
    signature = inspect.signature(function)
    arguments = [
        one if one.annotation is one.empty else one.replace(annotation=_Bare(one.annotation))
        for one in signature.parameters.values()
    ]
    return str(signature.replace(parameters=arguments, return_annotation=_Bare(signature.return_annotation)))


class _Bare(str):
    """An annotation that is shown as it was written."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def _shown(value: Any) -> str:
    if isinstance(value, Port):
        verbs = ", ".join(f"{verb.name} ({verb.kind.value})" for verb in value.verbs)
        return f"port {value.name} {value.version}: {verbs}; kinds: {' '.join(value.kinds) or 'none'}"
    if isinstance(value, Mapping):
        return f"{{{', '.join(map(str, value))}}}"
    if isinstance(value, (*_PLAIN, tuple)):
        return str(value) if isinstance(value, Enum) else repr(value)
    if attrs.has(type(value)):
        return f"{type(value).__name__}(…)"
    if getattr(value, "__module__", "") == "typing" or "|" in str(value):
        return str(value).replace("salessupport.", "")
    return f"{type(value).__name__}(…)"


if __name__ == "__main__":
    GOLDEN.write_text(contract(), encoding="utf-8")
    print(f"wrote {GOLDEN}")
