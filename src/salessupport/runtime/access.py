"""`Access`: the books for one person: seen masked, revealed for a purpose, written where allowed, all on record.

Laws: a sensitive value comes out only behind an entry of the journal that says who, what, what for and when, so the
entries are as many as the reveals (R30); what is refused is on record too. Neither holds a value. Whether there is no
such row or it is not this person's to see is answered alike. Weaker than it looks: who holds `Facts` holds everything,
a program has to hand out an `Access` instead. Source: SE-01; reliability.md 3.9; B111.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, TypeVar

from attrs import evolve, field, fields, frozen

from salessupport.domain.access import Action, Role, View, denied, may, scope_of, view_of
from salessupport.domain.facts import Fact, Facts
from salessupport.domain.values.errors import MissingField
from salessupport.runtime.canonical import parsed
from salessupport.runtime.redaction import redact
from salessupport.spi.errors import PermissionDenied
from salessupport.spi.ports.journal import Draft, Entry, Journal

REVEALED: Final = "access.revealed"
DENIED: Final = "access.denied"
"""The words of the journal."""

Row = TypeVar("Row", bound=Fact)


@frozen
class Noted:
    """An entry of the access log: `who` in which `role` did (`granted`) or would have done what, to which columns."""

    who: str
    role: Role
    action: Action
    what: str
    columns: tuple[str, ...]
    purpose: str
    at: datetime
    granted: bool


@frozen
class Access:
    """The books for `person` in `role`; `person` is a salesperson's id for sales and managers.

    Raises `MissingField` for a person without a name.
    """

    journal: Journal
    facts: Facts = field(repr=False)
    role: Role
    person: str

    def __attrs_post_init__(self) -> None:
        if not self.person.strip():
            raise MissingField("access.person")

    def view(self) -> View:
        """The books as this person sees them."""
        return view_of(self.facts, self.role, self.person)

    def reveal(self, table: str, id: str, column: str, *, purpose: str) -> object:  # noqa: A002 - the books' word
        """Give one sensitive value (a field of a row, as recorded; None if it is empty), once that is in the journal.

        `MissingField` without a purpose, `PermissionDenied` if the role may not, or there is no such row in its scope.
        """
        if not purpose.strip():
            raise MissingField("access.purpose", path=f"{table}/{id}")
        scope = scope_of(self.facts, self.role, self.person)
        rows = (row for row in self.facts.rows(table) if getattr(row, "id", None) == id and scope.covers(table, row))
        row = next(rows, None)
        if row is None or not may(self.role, Action.REVEAL, table, column):
            raise self._refused(Action.REVEAL, f"{table}/{id}", (column,), purpose)
        self._note(REVEALED, Action.REVEAL, f"{table}/{id}", (column,), purpose)
        return getattr(row, column)

    def enter(self, table: str, row: Fact) -> None:
        """Let a new row pass, if this person may write each column that it fills; `PermissionDenied` otherwise."""
        filled = [one.name for one in fields(type(row)) if getattr(row, one.name) not in (None, ())]
        self._check(table, row, filled)

    def amend(self, table: str, row: Row, changes: Mapping[str, Any]) -> Row:
        """Give `row`, which has to stand in the books, with `changes` by field, if this person may write each of them.

        `PermissionDenied` otherwise; a change to the value that is there already is judged as any other.
        """
        self._check(table, row, tuple(changes), known=row in self.facts.rows(table))
        changed = evolve(row, **changes)
        self._check(table, changed, tuple(changes))
        return changed

    def _check(self, table: str, row: Fact, columns: Sequence[str], *, known: bool = True) -> None:
        """Judge a row as it stands, or as it would be; a customer is neither taken from others nor given away."""
        wrong = denied(self.facts, self.role, self.person, table=table, row=row, columns=columns)
        if wrong or not known:
            raise self._refused(Action.WRITE, f"{table}/{getattr(row, 'id', '')}", wrong or columns, "")

    def _refused(self, action: Action, what: str, columns: Sequence[str], purpose: str) -> PermissionDenied:
        self._note(DENIED, action, what, columns, purpose)
        names = ", ".join(columns)
        return PermissionDenied(DENIED, path=what, role=self.role.value, action=action.value, columns=names)

    def _note(self, kind: str, action: Action, what: str, columns: Sequence[str], purpose: str) -> None:
        """Commit an entry; a purpose is redacted, for people copy what they look for into it."""
        said = {"role": self.role.value, "action": action.value, "columns": list(columns), "purpose": redact(purpose)}
        with self.journal.transaction() as transaction:
            transaction.append(Draft(kind, what, self.person, said))


def access_log(journal: Journal) -> Iterator[Noted]:
    """All that was revealed or refused, oldest first."""
    return (_noted(entry) for entry in journal.entries() if entry.kind in {REVEALED, DENIED})


def _noted(entry: Entry) -> Noted:
    said = parsed(entry.payload)
    if not isinstance(said, Mapping):
        raise TypeError(entry.payload)
    columns = said["columns"]
    return Noted(
        who=entry.actor,
        role=Role(said["role"]),
        action=Action(said["action"]),
        what=entry.id,
        columns=tuple(map(str, columns)) if isinstance(columns, Sequence) else (),
        purpose=str(said["purpose"]),
        at=entry.recorded_at,
        granted=entry.kind == REVEALED,
    )
