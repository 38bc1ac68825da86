"""Mutants that change what they carry: cut, mangled, shifted, dropped."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Any

from attrs import evolve

from salessupport.domain.facts import Customer
from salessupport.memory.customers import MemoryCustomers
from salessupport.memory.einvoicing import MemoryEInvoicing
from salessupport.memory.limits import Limits
from salessupport.memory.sales import MemorySales
from salessupport.spi.capabilities import Capabilities, Limited
from salessupport.spi.documents import InvoiceDocument, OrderDocument
from salessupport.spi.errors import LimitExceeded
from salessupport.spi.feed import Batch, Change, Cursor
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Outcome, Ref, Version
from salessupport.testing.certify.mutants.mutant import Mutant, on

_CHINA = timedelta(hours=8)


class CutsNames(MemoryCustomers):
    """Cuts a name to what fits, without a word."""

    def upsert(self, customer: Customer, /, *, key: Key, expect: Version | None = None) -> Outcome[Ref]:
        """Cut the name."""
        return super().upsert(evolve(customer, name=customer.name[:30]), key=key, expect=expect)


class Mangles(MemoryCustomers):
    """Sends texts in a charset that has not all characters."""

    def upsert(self, customer: Customer, /, *, key: Key, expect: Version | None = None) -> Outcome[Ref]:
        """Put a question mark for what GBK does not have."""
        name = customer.name.encode("gbk", errors="replace").decode("gbk")
        return super().upsert(evolve(customer, name=name), key=key, expect=expect)


class Tidies(MemoryCustomers):
    """Folds full-width characters, which are part of a name."""

    def upsert(self, customer: Customer, /, *, key: Key, expect: Version | None = None) -> Outcome[Ref]:
        """Fold the brackets."""
        name = customer.name.replace("（", "(").replace("）", ")")
        return super().upsert(evolve(customer, name=name), key=key, expect=expect)


class ShiftsDays(MemorySales):
    """Writes a day as an instant at midnight here, and reads it in another zone."""

    def post_order(self, document: OrderDocument, /, *, key: Key) -> Outcome[Ref]:
        """Let the hour of the day decide over the day."""
        now: datetime = self.remote.now()
        late = (now + _CHINA).date() != now.date()
        day = document.order.ordered_on - timedelta(days=1) if late else document.order.ordered_on
        return super().post_order(evolve(document, order=evolve(document.order, ordered_on=day)), key=key)


class DropsLines(MemorySales):
    """Sends no more than the first two lines."""

    def post_order(self, document: OrderDocument, /, *, key: Key) -> Outcome[Ref]:
        """Drop what stands behind."""
        return super().post_order(evolve(document, lines=document.lines[:2]), key=key)


class SwapsAmounts(MemorySales):
    """Takes the amount without tax for the amount."""

    def changes(self, since: Cursor | None = None, *, kinds: Collection[str] | None = None) -> Iterator[Batch[Change]]:
        """Read the net amount as the gross one."""
        for batch in super().changes(since, kinds=kinds):
            yield Batch(tuple(evolve(item, rows=_swapped(item.rows)) for item in batch.items), batch.cursor)


def _swapped(rows: Any) -> Any:
    heads = tuple(evolve(row, gross=row.net or row.gross) for row in rows.get("invoices", ()))
    return {**rows, "invoices": heads} if heads else rows


class OneRateOfTax(MemorySales):
    """Reads every line at the usual rate, and works the tax out again with a cut."""

    def changes(self, since: Cursor | None = None, *, kinds: Collection[str] | None = None) -> Iterator[Batch[Change]]:
        """Work the tax out again."""
        for batch in super().changes(since, kinds=kinds):
            yield Batch(tuple(evolve(item, rows=_taxed(item.rows)) for item in batch.items), batch.cursor)


def _taxed(rows: Any) -> Any:
    lines = tuple(
        evolve(row, tax=evolve(row.tax, minor=row.net.minor * 13 // 100)) if row.tax else row
        for row in rows.get("invoice_lines", ())
    )
    return {**rows, "invoice_lines": lines} if lines else rows


class TakesTooMuch(MemoryEInvoicing):
    """Sends as many lines as there are, and the platform cuts them."""

    def issue(self, draft: InvoiceDocument, /, *, key: Key) -> Outcome[Any]:
        """Cut the lines beyond the bound."""
        return super().issue(evolve(draft, lines=draft.lines[:3]), key=key)


class TakesTooLittle(MemoryEInvoicing):
    """Refuses the bound itself."""

    def issue(self, draft: InvoiceDocument, /, *, key: Key) -> Outcome[Any]:
        """Refuse one line too early."""
        if len(draft.lines) >= 3:
            raise LimitExceeded(remote_text="too many lines")
        return super().issue(draft, key=key)


class CutsAtTheBound(MemoryCustomers):
    """Cuts a name at the declared bound instead of refusing it."""

    def upsert(self, customer: Customer, /, *, key: Key, expect: Version | None = None) -> Outcome[Ref]:
        """Cut at the bound."""
        return super().upsert(evolve(customer, name=customer.name[:40]), key=key, expect=expect)


class ForgetsDueDays(MemorySales):
    """Leaves out when an invoice is due."""

    def changes(self, since: Cursor | None = None, *, kinds: Collection[str] | None = None) -> Iterator[Batch[Change]]:
        """Hand invoices over without their due days."""
        for batch in super().changes(since, kinds=kinds):
            yield Batch(tuple(_changed(item, due_on=None) for item in batch.items), batch.cursor)


class CreditIsDebt(MemorySales):
    """Reads what takes an invoice back as another invoice."""

    def changes(self, since: Cursor | None = None, *, kinds: Collection[str] | None = None) -> Iterator[Batch[Change]]:
        """Hand credit notes over as invoices."""
        for batch in super().changes(since, kinds=kinds):
            yield Batch(tuple(_changed(item, kind="invoice", original=None) for item in batch.items), batch.cursor)


def _changed(change: Change, **values: Any) -> Change:
    heads = tuple(evolve(head, **values) for head in change.rows.get("invoices", ()))
    return evolve(change, rows={**change.rows, "invoices": heads}) if heads else change


def _three_lines(given: Capabilities) -> Capabilities:
    return evolve(given, verbs={**given.verbs, "issue": Limited("lines of an invoice", 3)})


_BOUND = on(limits=Limits(text=40))

MUTANTS = (
    Mutant("cuts-names", "cuts names without a word", "limits.text", CutsNames, port="customers"),
    Mutant(
        "cuts-at-the-bound", "cuts names at the bound", "limits.text", CutsAtTheBound, port="customers", settings=_BOUND
    ),
    Mutant("mangles", "sends texts in a charset that lacks characters", "fidelity.same", Mangles, port="customers"),
    Mutant("tidies", "folds full-width characters of names", "fidelity.same", Tidies, port="customers"),
    Mutant("shifts-days", "writes days as instants of another zone", "time.days", ShiftsDays),
    Mutant("drops-lines", "sends the first two lines", "fidelity.same", DropsLines),
    Mutant("swaps-amounts", "reads the net amount as the gross one", "fidelity.same", SwapsAmounts),
    Mutant("works-tax-out-again", "works the tax out again when reading", "fidelity.same", OneRateOfTax),
    Mutant("forgets-due-days", "leaves out when an invoice is due", "month.same", ForgetsDueDays),
    Mutant("credit-is-debt", "reads a credit note as an invoice", "month.same", CreditIsDebt),
    Mutant(
        "takes-too-much",
        "lets the platform cut lines beyond the bound",
        "limits.lines",
        TakesTooMuch,
        port="einvoicing",
        declares=_three_lines,
    ),
    Mutant(
        "takes-too-little",
        "refuses the bound itself",
        "limits.lines",
        TakesTooLittle,
        port="einvoicing",
        settings=on(limits=Limits(lines=3)),
    ),
)
