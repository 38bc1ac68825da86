"""The reference pages of the contract with adapters: hooks, ports, laws, faults, and the table of certified adapters.

Everything comes from the source: signatures and first lines from the Protocols, laws from their registry, the table
from the `certificate.json` files under `certificates/`.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from salessupport.spi import errors, hooks
from salessupport.spi.port import VerbKind
from salessupport.spi.ports import PORTS, PROTOCOLS
from salessupport.testing.certify import LAWS
from salessupport.testing.certify.distribution import matrix
from salessupport.testing.certify.mutants import MUTANTS
from salessupport.testing.faults import FAULTS

CERTIFICATES = Path(__file__).parent / "certificates"


def contract_pages() -> Mapping[str, list[str]]:
    """The lines of every page by its path under `docs/`."""
    return {
        "reference/hooks.md": list(_hooks()),
        "reference/ports.md": list(_ports()),
        "reference/laws.md": list(_laws()),
        "reference/adapters.md": list(_adapters()),
    }


def _signature(function: Callable[..., Any]) -> str:
    signature = inspect.signature(function)
    kept = [parameter for name, parameter in signature.parameters.items() if name != "self"]
    return f"{function.__name__}{signature.replace(parameters=kept)}".replace("'", "")


def _first_line(thing: object) -> str:
    return (inspect.getdoc(thing) or "").partition("\n")[0]


def _hooks() -> Iterator[str]:
    yield from ("# Hooks", "", _ABOUT_HOOKS, "")
    for name in hooks.HOOKS:
        function = getattr(hooks, name)
        yield from (f"## `{name}`", "", "```text", _signature(function), "```", "", inspect.getdoc(function) or "", "")


_ABOUT_HOOKS = (
    "A plugin implements any of these as functions of the same name, marked with `salessupport.spi.hooks.hook`. The "
    "verb says how answers are combined: `register_*` are concatenated and act only when the configuration names "
    "them, `check_*` give findings that are sorted, `on_*` are told afterwards and stop nothing. No hook moves money: "
    "that is a policy, chosen by name and version."
)


def _ports() -> Iterator[str]:
    yield from ("# Ports", "", _ABOUT_PORTS, "")
    for port in PORTS.values():
        protocol = PROTOCOLS[port.name]
        yield from (f"## `{port.name}` {port.version}", "", f"`{protocol.__module__}.{protocol.__name__}`: ", "")
        yield from (inspect.getdoc(protocol) or "", "")
        if port.kinds:
            yield from ("Tables that it may read: " + ", ".join(f"`{kind}`" for kind in port.kinds) + ".", "")
        yield from ("| verb | kind | says |", "| --- | --- | --- |")
        for verb in port.verbs:
            method = getattr(protocol, verb.name)
            yield f"| `{_signature(method)}` | {_KINDS[verb.kind]} | {_first_line(method)} |".replace(
                " | None", " \\| None"
            )
        yield ""
    yield from ("## Errors that an adapter may raise", "", "| class | code | next |", "| --- | --- | --- |")
    for error in _errors():
        yield f"| `{error.__name__}` | `{error.default_code}` | {_first_line(error)} |"
    yield ""


_KINDS = {VerbKind.READ: "read", VerbKind.COMMAND: "command", VerbKind.FIND: "look-up"}
_ABOUT_PORTS = (
    "A port is a Protocol with a contract version. Commands take the document and by keyword its `key`, and answer "
    "with an `Outcome`: done, or taken in with a ticket. A command that failed raises; one whose end nobody knows "
    "raises `OutcomeUnknown`, and is looked up by its key, never sent again blindly."
)


def _errors() -> Iterator[type[errors.AdapterError]]:
    waiting = [errors.AdapterError]
    while waiting:
        one = waiting.pop(0)
        yield one
        own = [each for each in one.__subclasses__() if each.__module__ == errors.__name__]
        waiting = [*own, *waiting]


def _laws() -> Iterator[str]:
    yield from ("# Laws of the certification kit", "", _ABOUT_LAWS, "")
    yield from (
        "| law | group | what it says | source | mutants it refutes |",
        "| --- | --- | --- | --- | --- |",
    )
    for law in LAWS:
        refuted = ", ".join(mutant.id for mutant in MUTANTS if mutant.law == law.id)
        yield f"| `{law.id}` | {law.group.value} | {law.sentence} | {law.source} | {refuted} |"
    yield from (
        "",
        "## Mutants",
        "",
        _ABOUT_MUTANTS,
        "",
        "| mutant | port | habit | refuted by |",
        "| --- | --- | --- | --- |",
    )
    for mutant in MUTANTS:
        yield f"| {mutant.id} | {mutant.port} | {mutant.habit} | `{mutant.law}` |"
    yield from ("", "## Faults", "", "| fault | where | when |", "| --- | --- | --- |")
    for fault in FAULTS.values():
        moment = (
            fault.moment.value + " the effect" if fault.moment and fault.moment.value in ("before", "after") else ""
        )
        yield f"| {fault} | {fault.place.value} | {moment} |"
    yield ""


_ABOUT_LAWS = (
    "Every adapter is tried against every law that is about its port and its declared capabilities, with drawn "
    "documents, in drawn weather, on fresh remotes; a law that is broken is told by its smallest trial. The adapters "
    "of the product are tried by the same laws."
)
_ABOUT_MUTANTS = (
    "The kit is tried itself: each of these adapters is wrong in one habit, and the law that claims it has to refute "
    "it (`tests/unit/test_certify.py`). They are samples; the laws do not know them."
)


def _adapters() -> Iterator[str]:
    yield from ("# Certified adapters", "", _ABOUT_ADAPTERS, "")
    files = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in sorted(CERTIFICATES.glob("*.json"))}
    yield from matrix(files)


_ABOUT_ADAPTERS = (
    "Generated from the `certificate.json` of each distribution (`salessupport certify DIST --out FOLDER`): what an "
    "adapter can do, by verb and table, and its verdict at the depth in brackets. A verdict with limits says which "
    "ones in the certificate."
)
