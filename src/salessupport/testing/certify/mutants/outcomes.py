"""Mutants that do not say the truth about what happened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from attrs import evolve

from salessupport.domain.values.money import Money
from salessupport.memory.einvoicing import MemoryEInvoicing
from salessupport.memory.remote import Settings
from salessupport.memory.sales import MemorySales
from salessupport.spi.capabilities import Lookup, NoGuard
from salessupport.spi.documents import InvoiceDocument, Settlement
from salessupport.spi.errors import AdapterError, OutcomeUnknown, Rejected, Transient, Unreachable
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Done, Outcome, Pending, Ref
from salessupport.testing.certify.mutants.mutant import Mutant, on

_SEARCHED = Lookup(settle=timedelta(seconds=30))


class RetriesBlindly(MemorySales):
    """Sends again when the answer is lost."""

    def _do(self, verb: str, key: Key, payload: object, effect: Callable[[], Ref]) -> Outcome[Ref]:
        for _ in range(3):
            try:
                return super()._do(verb, key, payload, effect)
            except OutcomeUnknown:
                continue
        raise OutcomeUnknown


class RetriesAfterALook(MemorySales):
    """Looks the key up once, at once, and sends again if nothing is there yet."""

    def _do(self, verb: str, key: Key, payload: object, effect: Callable[[], Ref]) -> Outcome[Ref]:
        try:
            return super()._do(verb, key, payload, effect)
        except OutcomeUnknown:
            return self.find(key) or super()._do(verb, key, payload, effect)


class Hopes(MemorySales):
    """Answers a lost command as done."""

    def _do(self, verb: str, key: Key, payload: object, effect: Callable[[], Ref]) -> Outcome[Ref]:
        try:
            return super()._do(verb, key, payload, effect)
        except OutcomeUnknown:
            ref = Ref("orders", "ORDERS-000001")
            return Done(ref, ref)


class Despairs(MemorySales):
    """Answers a lost command as not sent."""

    def _do(self, verb: str, key: Key, payload: object, effect: Callable[[], Ref]) -> Outcome[Ref]:
        try:
            return super()._do(verb, key, payload, effect)
        except OutcomeUnknown:
            raise Unreachable from None


class SwallowsRefusals(MemorySales):
    """Takes a refusal for a document that is there already."""

    def _do(self, verb: str, key: Key, payload: object, effect: Callable[[], Ref]) -> Outcome[Ref]:
        try:
            return super()._do(verb, key, payload, effect)
        except Rejected:
            ref = Ref("orders", "ORDERS-000001")
            return Done(ref, ref, replayed=True)


class SwallowsTransients(MemorySales):
    """Takes a remote that is closed for one that has done its work."""

    def _do(self, verb: str, key: Key, payload: object, effect: Callable[[], Ref]) -> Outcome[Ref]:
        try:
            return super()._do(verb, key, payload, effect)
        except Transient:
            ref = Ref("orders", "ORDERS-000001")
            return Done(ref, ref)


class Strays(MemorySales):
    """Lets its own errors out."""

    def _do(self, verb: str, key: Key, payload: object, effect: Callable[[], Ref]) -> Outcome[Ref]:
        try:
            return super()._do(verb, key, payload, effect)
        except AdapterError as error:
            raise KeyError("data") from error


class AnswersNothing(MemorySales):
    """Gives back what the remote gave, not an outcome."""

    def _do(self, verb: str, key: Key, payload: object, effect: Callable[[], Ref]) -> Any:
        answer = super()._do(verb, key, payload, effect)
        return {"id": answer.remote_ref.id} if isinstance(answer, Done) else answer


class SendsTwice(MemorySales):
    """Sends everything twice, to be sure."""

    def _do(self, verb: str, key: Key, payload: object, effect: Callable[[], Ref]) -> Outcome[Ref]:
        super()._do(verb, key, payload, effect)
        return super()._do(verb, key, payload, effect)


class FindsNothing(MemorySales):
    """Looks a key up in a field that it never fills."""

    def find(self, key: Key, /) -> Outcome[Ref] | None:
        """Find nothing."""
        return None


class FindsAnything(MemorySales):
    """Looks a key up by its beginning."""

    def find(self, key: Key, /) -> Outcome[Ref] | None:
        """Find the last document there is."""
        found = super().find(key)
        if found is not None or not self.remote.changes:
            return found
        ref = self.remote.changes[-1].ref
        return Done(ref, ref, replayed=True)


class Floats(MemorySales):
    """Sends amounts as binary numbers, rounded to a tenth."""

    def post_invoice(self, document: InvoiceDocument, /, *, key: Key) -> Outcome[Ref]:
        """Round the amount on its way."""
        gross = document.invoice.gross
        rounded = Money(round(gross.minor / 10) * 10, gross.currency)
        return super().post_invoice(evolve(document, invoice=evolve(document.invoice, gross=rounded)), key=key)


class DropsCents(MemorySales):
    """Sends receipts in whole units."""

    def post_settlement(self, settlement: Settlement, /, *, key: Key) -> Outcome[Ref]:
        """Cut the cents off."""
        amount = settlement.receipt.amount
        whole = Money(max(amount.minor // 100, 1) * 100, amount.currency)
        return super().post_settlement(evolve(settlement, receipt=evolve(settlement.receipt, amount=whole)), key=key)


class NeverEnds(MemoryEInvoicing):
    """Takes a command that was taken in for one that is done."""

    def issue(self, draft: InvoiceDocument, /, *, key: Key) -> Any:
        """Answer as done at once."""
        answer = super().issue(draft, key=key)
        if isinstance(answer, Pending):
            ref = Ref("issued", answer.ticket.text)
            return Done(None, ref)
        return answer


_UNGUARDED: Settings = on(NoGuard())

MUTANTS = (
    Mutant(
        "retries-blindly", "sends again when the answer is lost", "outcome.true", RetriesBlindly, settings=_UNGUARDED
    ),
    Mutant(
        "retries-after-a-look",
        "looks the key up too early, then sends again",
        "outcome.true",
        RetriesAfterALook,
        settings=on(_SEARCHED),
    ),
    Mutant("hopes", "answers a lost command as done", "outcome.true", Hopes),
    Mutant("despairs", "answers a lost command as not sent", "outcome.true", Despairs),
    Mutant("swallows-refusals", "takes a refusal for a success", "outcome.true", SwallowsRefusals),
    Mutant("swallows-transients", "takes a closed remote for a success", "outcome.true", SwallowsTransients),
    Mutant("strays", "lets its own errors out", "outcome.known", Strays),
    Mutant("answers-nothing", "gives back the remote's answer as it came", "outcome.known", AnswersNothing),
    Mutant("sends-twice", "sends everything twice", "outcome.true", SendsTwice, settings=_UNGUARDED),
    Mutant("finds-nothing", "looks keys up in a field that it never fills", "identity.find", FindsNothing),
    Mutant("finds-anything", "looks keys up by their beginning", "identity.find", FindsAnything),
    Mutant("floats", "sends amounts as binary numbers", "outcome.exact", Floats),
    Mutant("drops-cents", "sends receipts in whole units", "outcome.exact", DropsCents),
    Mutant(
        "never-ends",
        "takes a command that was taken in for done",
        "outcome.true",
        NeverEnds,
        port="einvoicing",
        settings=on(polls=3),
    ),
)
