"""The verbs of a port as source text: signature, documentation and imports are taken from its Protocol.

Law: nothing about a verb is said twice; a port that gains a verb gains it in every adapter written from then on.
Source: ports.md 4.6.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from sys import modules
from typing import Any, Final

from salessupport.spi.port import Port, Verb, VerbKind
from salessupport.spi.ports import PROTOCOLS

WIDTH: Final = 120
HINTS: Final[Mapping[VerbKind, tuple[str, str]]] = {
    VerbKind.READ: ("_READ", "ask by self._client.ask, read the answer in mapping.py, then declare it in __init__.py"),
    VerbKind.COMMAND: (
        "_COMMAND",
        "look the key up, send it by self._client.tell, then declare it and its guard in __init__.py",
    ),
    VerbKind.FIND: (
        "_FIND",
        "search for what the key left there; give None for nothing; declare it in __init__.py",
    ),
}
"""What an author does for each kind of verb, and the constant that says it."""

Imports = Mapping[str, str]
"""Names, each with the module that it comes from."""


def method(port: Port[Any], verb: Verb) -> str:
    """A verb that says that it is not written yet."""
    function = _function(port, verb)
    signature = str(inspect.signature(function)).replace("'", "")
    documented = (inspect.getdoc(function) or "").splitlines()
    quoted = ['"""' + documented[0], *documented[1:]]
    quoted = [*quoted[:-1], quoted[-1] + '"""'] if len(quoted) == 1 else [*quoted, '"""']
    lines = [f"def {verb.name}{signature}:", *(f"    {line}".rstrip() for line in quoted)]
    lines.append(f'    raise _not_written("{verb.name}", {HINTS[verb.kind][0]})')
    return "\n".join(f"    {line}".rstrip() for line in lines)


def imports_of(port: Port[Any], verbs: Iterable[Verb]) -> Imports:
    """The names in the signatures of these verbs."""
    found: dict[str, str] = {}
    for verb in verbs:
        function = _function(port, verb)
        known = _known(function.__module__)
        found.update({name: known[name] for name in _names(inspect.signature(function)) if name in known})
    return found


def written(imports: Imports) -> str:
    """Import statements, sorted as ruff sorts them: the standard library, libraries, the package's own."""
    groups: tuple[dict[str, list[str]], ...] = ({}, {}, {})
    for name, module in imports.items():
        groups[_group(module)].setdefault(module, []).append(name)
    statements = ([_statement(*one) for one in sorted(group.items())] for group in groups if group)
    return "\n\n".join("\n".join(group) for group in statements)


def _function(port: Port[Any], verb: Verb) -> Callable[..., Any]:
    found: Callable[..., Any] = getattr(PROTOCOLS[port.name], verb.name)
    return found


def _names(signature: inspect.Signature) -> Iterator[str]:
    annotations = [parameter.annotation for parameter in signature.parameters.values()]
    for text in (*annotations, signature.return_annotation):
        if isinstance(text, str):
            yield from (node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name))


@lru_cache(maxsize=32)
def _known(module: str) -> Imports:
    """What a module imports by name or defines itself, each with where it is to be imported from."""
    found: dict[str, str] = {}
    for node in ast.parse(inspect.getsource(modules[module])).body:
        if isinstance(node, ast.ImportFrom) and node.module:
            found.update({alias.name: node.module for alias in node.names})
        elif isinstance(node, ast.ClassDef):
            found[node.name] = module
    return found


def _group(module: str) -> int:
    if module.startswith("salessupport_"):
        return 2
    return 1 if module.partition(".")[0] in ("attrs", "salessupport") else 0


def _statement(module: str, names: list[str]) -> str:
    ordered = sorted(names, key=lambda name: (not name.isupper(), not name[0].isupper(), name.lower()))
    line = f"from {module} import {', '.join(ordered)}"
    if len(line) <= WIDTH:
        return line
    return "\n".join([f"from {module} import (", *(f"    {name}," for name in ordered), ")"])
