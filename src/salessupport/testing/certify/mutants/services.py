"""Mutants of banks, tax platforms, carriers, stores of files, channels, pipelines and renderers."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any, BinaryIO

from attrs import evolve

from salessupport.domain.values.money import Money, SignedMoney
from salessupport.memory.bank_statements import MemoryBankStatements
from salessupport.memory.carrier import MemoryCarrier
from salessupport.memory.customers import MemoryCustomers
from salessupport.memory.documents import MemoryDocuments
from salessupport.memory.einvoicing import MemoryEInvoicing
from salessupport.memory.notifier import MemoryNotifier
from salessupport.memory.opportunities import MemoryOpportunities
from salessupport.memory.renderer import MemoryRenderer
from salessupport.spi.documents import Blob, InvoiceDocument
from salessupport.spi.feed import Batch, Change, Cursor
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Done, Outcome, Ref, Version
from salessupport.spi.ports.bank_statements import BankLine
from salessupport.spi.ports.carrier import TrackingEvent, TrackingState
from salessupport.spi.ports.einvoicing import IssuedInvoice, Verification
from salessupport.spi.ports.notifier import Message, Sent
from salessupport.spi.ports.renderer import Page
from salessupport.testing.certify.mutants.mutant import Mutant


class MergesLines(MemoryBankStatements):
    """Takes two lines of one day and amount for one."""

    def lines(self, account: str, since: Cursor | None = None) -> Iterator[Batch[BankLine]]:
        """Leave out what looks the same."""
        for batch in super().lines(account, since):
            alike = {(line.booked_on, line.payer_name): line for line in batch.items}
            yield evolve(batch, items=tuple(alike.values()))


class Absolute(MemoryBankStatements):
    """Reads amounts without their sign."""

    def lines(self, account: str, since: Cursor | None = None) -> Iterator[Batch[BankLine]]:
        """Drop the sign."""
        for batch in super().lines(account, since):
            lines = (
                evolve(one, amount=SignedMoney(Money(abs(one.amount.minor), one.amount.currency)))
                for one in batch.items
            )
            yield evolve(batch, items=tuple(lines))


class BalanceOfYesterday(MemoryBankStatements):
    """Gives the balance before the day's lines."""

    def balance(self, account: str, /, *, on: date) -> SignedMoney:
        """Leave the day itself out."""
        return super().balance(account, on=date.fromordinal(on.toordinal() - 1))


class OneReading(MemoryBankStatements):
    """Goes on from its own memory of what it read, not from the cursor."""

    def lines(self, account: str, since: Cursor | None = None) -> Iterator[Batch[BankLine]]:
        """Hand over the first page only."""
        yield from list(super().lines(account, since))[:1]


class RoundsFigures(MemoryEInvoicing):
    """Gives figures back in whole units."""

    def _do(self, verb: str, key: Key, payload: object, effect: Any) -> Outcome[IssuedInvoice]:
        answer = super()._do(verb, key, payload, effect)
        if isinstance(answer, Done):
            net = answer.value.net
            return evolve(answer, value=evolve(answer.value, net=Money(net.minor // 100 * 100, net.currency)))
        return answer


class ListsFirst(MemoryEInvoicing):
    """Lists what was issued once, and nothing that came after."""

    def issued(self, since: Cursor | None = None) -> Iterator[Batch[IssuedInvoice]]:
        """List nothing from a cursor on."""
        if since is None:
            yield from super().issued()


class Credulous(MemoryEInvoicing):
    """Verifies the number alone."""

    def verify(self, invoice: IssuedInvoice, /) -> Verification:
        """Believe whoever has a number."""
        return Verification(genuine=True)


class TakesBackTwice(MemoryEInvoicing):
    """Issues a red invoice as a new one."""

    def reverse(self, original: str, draft: InvoiceDocument, /, *, key: Key) -> Outcome[IssuedInvoice]:
        """Forget what it takes back."""
        return super().issue(draft, key=key)


class Optimist(MemoryCarrier):
    """Takes a state that it does not know for delivered."""

    def track(self, waybills: Collection[str], /) -> Iterator[TrackingEvent]:
        """Tell of a delivery."""
        for event in super().track(waybills):
            yield evolve(event, state=TrackingState.DELIVERED)


class CancelsAtHome(MemoryCarrier):
    """Cancels nothing."""

    def cancel(self, waybill: str, /, *, key: Key) -> Outcome[None]:
        """Say that it is done."""
        return Done(None, Ref("waybills", waybill))


class Strips(MemoryDocuments):
    """Reads files as text."""

    def get(self, ref: Ref, /) -> Blob:
        """Give the file without blanks around it."""
        blob = super().get(ref)
        return evolve(blob, content=blob.content.strip())


class Nameless(MemoryNotifier):
    """Does not keep the channel's id of a message."""

    def send(self, message: Message, /, *, key: Key) -> Outcome[Sent]:
        """Answer without an id."""
        answer = super().send(message, key=key)
        return evolve(answer, value=Sent("")) if isinstance(answer, Done) else answer


class StageBlind(MemoryOpportunities):
    """Moves an opportunity on whatever version is there."""

    def advance(self, ref: Ref, stage: str, /, *, key: Key, expect: Version) -> Outcome[Ref]:
        """Take the version that stands."""
        return super().advance(ref, stage, key=key, expect=self.remote.require(ref).mark)


class Counting(MemoryRenderer):
    """Writes something of its own into every file."""

    count = 0

    def render(self, pages: Sequence[Page], /, *, to: BinaryIO, media_type: str, language: str) -> None:
        """Add a number that rises."""
        Counting.count += 1
        super().render(pages, to=to, media_type=media_type, language=language)
        to.write(str(Counting.count).encode())


class OwnOnly(MemoryCustomers):
    """Hands over what it wrote itself."""

    def changes(self, since: Cursor | None = None, *, kinds: Collection[str] | None = None) -> Iterator[Batch[Change]]:
        """Leave out what people entered."""
        ours = {document.ref for document in self.remote.documents() if document.keys}
        for batch in super().changes(since, kinds=kinds):
            yield evolve(batch, items=tuple(change for change in batch.items if change.ref in ours))


class Immortal(MemoryCustomers):
    """Leaves deletions out."""

    def changes(self, since: Cursor | None = None, *, kinds: Collection[str] | None = None) -> Iterator[Batch[Change]]:
        """Hand over what stands."""
        for batch in super().changes(since, kinds=kinds):
            yield evolve(batch, items=tuple(change for change in batch.items if not change.deleted))


MUTANTS = (
    Mutant("merges-lines", "takes lines that look alike for one", "bank.lines", MergesLines, port="bank_statements"),
    Mutant("absolute", "reads amounts without their sign", "bank.lines", Absolute, port="bank_statements"),
    Mutant("yesterday", "gives the balance before the day", "bank.adds_up", BalanceOfYesterday, port="bank_statements"),
    Mutant("one-reading", "reads on from its own memory", "bank.broken", OneReading, port="bank_statements"),
    Mutant("rounds-figures", "gives figures in whole units", "invoices.figures", RoundsFigures, port="einvoicing"),
    Mutant("lists-once", "lists nothing that came after", "invoices.listed", ListsFirst, port="einvoicing"),
    Mutant("credulous", "verifies the number alone", "invoices.verified", Credulous, port="einvoicing"),
    Mutant(
        "takes-back-twice", "issues a red invoice as a new one", "invoices.reversed", TakesBackTwice, port="einvoicing"
    ),
    Mutant("optimist", "takes an unknown state for delivered", "carrier.tracked", Optimist, port="carrier"),
    Mutant("cancels-at-home", "says it cancelled, and did not", "carrier.cancelled", CancelsAtHome, port="carrier"),
    Mutant("strips", "reads files as text", "documents.bytes", Strips, port="documents"),
    Mutant("nameless", "keeps no id of a message", "notifier.sent", Nameless, port="notifier"),
    Mutant(
        "stage-blind", "moves on whatever version is there", "opportunities.advance", StageBlind, port="opportunities"
    ),
    Mutant("counting", "writes other bytes each time", "renderer.same", lambda *_: Counting(), port="renderer"),
    Mutant("own-only", "hands over what it wrote itself", "people.read", OwnOnly, port="customers"),
    Mutant("immortal", "leaves deletions out", "people.deleted", Immortal, port="customers"),
)
