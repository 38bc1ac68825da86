"""Writes the pages under `reference/` from the source: `python docs/generate.py`; with `--check` it only compares.

Tables and JSON Schemas come from the books' schema, codes from the catalogue of messages, verbs from the command line,
names from `salessupport.__all__`. Nothing is said there twice.
"""

from __future__ import annotations

import inspect
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs
import click

import salessupport
from contract_pages import contract_pages
from salessupport.books.reference import json_schemas, tables_markdown
from salessupport.cli.main import main as command_line
from salessupport.desk.schemas import ANSWERS, answer_schemas
from salessupport.domain.values import errors
from salessupport.domain.values.messages import codes
from salessupport.domain.values.policies import POLICY_VERSIONS, Policies

DOCS = Path(__file__).parent
MADE = "<!-- Written by docs/generate.py from the source. Do not edit: run it again. -->\n\n"


def pages() -> Mapping[str, str]:
    """Every generated file by its path under `docs/`."""
    return {
        "reference/tables.md": MADE + tables_markdown(language="en"),
        "zh/tables.md": MADE + tables_markdown(language="zh_CN"),
        "reference/tables.schema.json": _json(json_schemas()),
        "reference/answers.md": MADE + "\n".join(_answers()),
        "reference/answers.schema.json": _json(answer_schemas()),
        "reference/errors.md": MADE + "\n".join(_errors()),
        "reference/verbs.md": MADE + "\n".join(_verbs()),
        "reference/names.md": MADE + "\n".join(_names()),
        "reference/policies.md": MADE + "\n".join(_policies()),
        **{path: MADE + "\n".join(lines) for path, lines in contract_pages().items()},
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _answers() -> Iterator[str]:
    yield from ("# Answers", "", _ABOUT_ANSWERS, "")
    for verb, kind in ANSWERS.items():
        yield from (f"## `{verb}`", "", inspect.getdoc(kind) or "", "", *_keys(kind), "")


_ABOUT_ANSWERS = (
    "What `--json` prints is exactly what the method of `Desk` returns, key by key. Amounts are text with the "
    "currency's digits, days `YYYY-MM-DD`, counts numbers; there is no JSON float. The whole shape, nested values "
    "included, is in `docs/reference/answers.schema.json` as JSON Schema."
)


def _keys(kind: type) -> Iterator[str]:
    return (f"- `{one.name.rstrip('_')}`: `{_annotation(one.type)}`" for one in attrs.fields(kind))


def _errors() -> Iterator[str]:
    yield from ("# Errors and findings", "", _ABOUT_ERRORS, "", "## Classes", "", "```text")
    yield from (line[4:] for line in (errors.__doc__ or "").splitlines() if line.startswith("    "))
    yield from ("```", "", "## Codes", "", "| code | 说明 | text |", "| --- | --- | --- |")
    for code, chinese, english in codes():
        yield f"| `{code}` | {_cell(chinese)} | {_cell(english)} |"
    yield ""


_ABOUT_ERRORS = (
    "Every error has a `code`, which is stable, a `path` (file, row, column or id) and a text in both languages that "
    "says what to do. The same codes name the findings of `check`. Words in braces are filled in."
)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _verbs() -> Iterator[str]:
    yield from ("# Verbs of the command line", "", _ABOUT_VERBS, "")
    for path, command in _commands(command_line, "salessupport"):
        yield from (f"## `{path}`", "", "```text")
        with click.Context(command, info_name=path, terminal_width=100, **command_line.context_settings) as context:
            yield from command.get_help(context).splitlines()
        yield from ("```", "")


_ABOUT_VERBS = (
    "Exit codes: 0 answered (a refusal or hold is an answer), 1 findings, 2 an error, as JSON where `--json` was "
    "asked for."
)


def _commands(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    if not isinstance(command, click.Group):
        yield path, command
        return
    for name in sorted(command.commands):
        yield from _commands(command.commands[name], f"{path} {name}")


def _names() -> Iterator[str]:
    yield from ("# Public names", "", _ABOUT_NAMES, "")
    for name in sorted(set(salessupport.__all__) - {"__version__"}):
        thing = getattr(salessupport, name)
        yield from (f"## `{name}`", "", f"`{thing.__module__}`", "", inspect.getdoc(thing) or "", "")
        if attrs.has(thing):
            yield from (*_keys(thing), "")
        for member, value in _members(thing):
            yield from (f"### `{name}.{member}`", "", *_member(member, value), "")
    yield from ("## `__version__`", "", "The version of the distribution, as text.", "")


_ABOUT_NAMES = (
    "These names are what `salessupport` promises; each is imported when it is first used. The facts, one class per "
    "table of the books, are in `salessupport.domain.facts`, the errors by class in "
    "`salessupport.domain.values.errors`, the Hypothesis strategies in `salessupport.testing`."
)


def _annotation(kind: object) -> str:
    return kind if isinstance(kind, str) else getattr(kind, "__name__", str(kind))


def _members(thing: type) -> Iterator[tuple[str, Any]]:
    """Public methods and properties that the class itself says, in the order of the source."""
    for member, value in vars(thing).items():
        function = value.__func__ if isinstance(value, classmethod | staticmethod) else value
        if not member.startswith("_") and (inspect.isfunction(function) or isinstance(value, property)):
            yield member, value


def _member(name: str, value: Any) -> Iterator[str]:
    if isinstance(value, property):
        yield inspect.getdoc(value) or ""
        return
    function = value.__func__ if isinstance(value, classmethod | staticmethod) else value
    yield from ("```text", f"{name}{_signature(function)}", "```", "", inspect.getdoc(function) or "")


def _signature(function: Any) -> str:
    signature = inspect.signature(function)
    kept = [parameter for name, parameter in signature.parameters.items() if name not in ("self", "cls")]
    return str(signature.replace(parameters=kept)).replace("'", "")


def _policies() -> Iterator[str]:
    yield from ("# Policies", "", _ABOUT_POLICIES, "", "| policy | default | version |", "| --- | --- | --- |")
    defaults = Policies()
    for name, version in POLICY_VERSIONS.items():
        value = getattr(defaults, name)
        shown = ",".join(map(str, value)) if isinstance(value, tuple) else value
        yield f"| `{name}` | `{shown}` | {version} |"
    yield ""


_ABOUT_POLICIES = (
    "What decides a figure is a named policy of `company.toml`, `[policies]`, never a hidden setting. Its version "
    "rises when the same setting comes to give another figure, and every close records both."
)


def stale() -> list[str]:
    """Paths whose file is not what the source says."""
    return [path for path, text in pages().items() if not _stands(DOCS / path, text)]


def _stands(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text


def main(*, check: bool) -> int:
    """Write what is stale, or with `check` only name it; 1 where a check finds something."""
    found = stale()
    for path in found:
        print(f"stale: {path}" if check else f"wrote {path}")
        if not check:
            (DOCS / path).parent.mkdir(exist_ok=True)
            (DOCS / path).write_text(pages()[path], encoding="utf-8")
    return 1 if check and found else 0


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv[1:]))
