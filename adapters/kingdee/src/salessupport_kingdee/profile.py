"""Which field of K3 Cloud is which of ours, as data: fields, entries and forms, and how a tenant changes them.

Law: a form is used only after its keys were found in the tenant's metadata, in the tenant's own spelling; a field that
is missing there is named, with the way out. Source: wire sheet 6 ("case differs per form and per tenant"); adapters.md
5.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from enum import Enum
from typing import Final

from attrs import evolve, field, frozen
from salessupport.spi.errors import ContractViolation

from salessupport_kingdee.config import FormConfig

_ALWAYS: Final = 2
"""How many of its times every tenant has."""


class Kind(Enum):
    """What a field holds: a text, a reference to base data by number, a decimal, a day, or what stands there."""

    TEXT = "text"
    REF = "reference"
    DECIMAL = "decimal"
    DATE = "date"
    RAW = "raw"


@frozen
class Field:
    """A field: its key, what it holds, and the sub-object of the model in which it is written.

    `written`: we send it; `compared`: what we meant has to stand there before a bill is audited. A key that is empty
    is a field that the tenant does not have.
    """

    key: str
    kind: Kind = Kind.TEXT
    within: str = ""
    written: bool = True
    compared: bool = True

    @property
    def asked(self) -> str:
        """How a query names it."""
        return f"{self.key}.FNumber" if self.kind is Kind.REF else self.key


@frozen
class Entry:
    """A table of lines within a form."""

    key: str
    fields: Mapping[str, Field] = field(hash=False)

    @property
    def id(self) -> str:
        """The key of a line's own id."""
        return f"{self.key}_FEntryID"

    @property
    def seq(self) -> str:
        """The key of a line's place."""
        return f"{self.key}_FSeq"


@frozen
class Form:
    """A form: the books table that it is read into, its keys, and what is written besides.

    `scope` is the organisation whose documents are meant; `stamps` are the times by which changes are read, of which a
    tenant has the first two at least; `needed` are fields without which the form cannot be used. `constants` are
    written by path: `ref:…` is a reference, `{organization}` the configured one.
    """

    kind: str
    id: str
    pk: str
    number: str
    scope: str
    fields: Mapping[str, Field] = field(hash=False)
    entries: Mapping[str, Entry] = field(factory=dict, hash=False)
    constants: Mapping[str, str] = field(factory=dict, hash=False)
    needed: frozenset[str] = frozenset()
    stamps: tuple[str, ...] = ("FModifyDate", "FApproveDate")
    status: str = "FDocumentStatus"

    def has(self, name: str) -> bool:
        """Whether the tenant has the field of this name."""
        return bool(self.fields[name].key)


def adapted(form: Form, config: FormConfig) -> Form:
    """The form as a tenant's configuration has it; a field that nobody knows is a fault."""
    for name in config.fields:
        if name not in dict(_named(form)):
            known = ", ".join(name for name, _ in _named(form))
            raise ContractViolation(path=f"forms.{form.kind}.fields.{name}", remote_text=f"known are {known}")
    renamed = _renamed(form, config.fields)
    constants = {**form.constants, **config.constants}
    return evolve(renamed, id=config.id or form.id, constants={path: text for path, text in constants.items() if text})


def spelled(form: Form, keys: Collection[str]) -> Form:
    """The form in the tenant's own spelling; `ContractViolation` names every field that the tenant does not have."""
    exact = set(keys)
    folded = {key.lower(): key for key in keys}

    def found(key: str) -> str:
        return key if key in exact else folded.get(key.lower(), "")

    spelling = {name: found(one.key) for name, one in _named(form) if one.key}
    missing = [f"{name} ({one.key})" for name, one in _named(form) if one.key and not spelling[name]]
    missing += [f"{name} (has to be given)" for name in sorted(form.needed) if not form.has(name)]
    if missing:
        text = (
            f"{form.id} has no field for {', '.join(missing)}: add it there, name the tenant's own key in "
            f"forms.{form.kind}.fields, or leave it empty there"
        )
        raise ContractViolation(path=f"forms.{form.kind}", remote_text=text)
    number, scope, status = (found(key) or key for key in (form.number, form.scope, form.status))
    first, further = form.stamps[:_ALWAYS], map(found, form.stamps[_ALWAYS:])
    stamps = (*(found(stamp) or stamp for stamp in first), *filter(None, further))
    return evolve(_renamed(form, spelling), number=number, scope=scope, status=status, stamps=stamps)


def _named(form: Form) -> Iterator[tuple[str, Field]]:
    """Every field by its name; those of an entry as `lines.price`."""
    yield from form.fields.items()
    for name, entry in form.entries.items():
        yield from ((f"{name}.{each}", one) for each, one in entry.fields.items())


def _renamed(form: Form, keys: Mapping[str, str]) -> Form:
    fields = {name: evolve(one, key=keys.get(name, one.key)) for name, one in form.fields.items()}
    entries = {
        name: evolve(
            entry,
            fields={each: evolve(one, key=keys.get(f"{name}.{each}", one.key)) for each, one in entry.fields.items()},
        )
        for name, entry in form.entries.items()
    }
    return evolve(form, fields=fields, entries=entries)


REF: Final = Kind.REF
DECIMAL: Final = Kind.DECIMAL
DATE: Final = Kind.DATE
RAW: Final = Kind.RAW


def computed(key: str) -> Field:
    """An amount that Kingdee works out, which has to be what we meant."""
    return Field(key, DECIMAL, written=False)


def read(key: str, kind: Kind = Kind.TEXT) -> Field:
    """A field that is read and never written."""
    return Field(key, kind, written=False, compared=False)


def extra(key: str, kind: Kind = Kind.TEXT) -> Field:
    """A field that is written and never looked at again."""
    return Field(key, kind, compared=False)
