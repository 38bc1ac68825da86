"""E-invoicing in memory: a tax platform that numbers, limits, delays and takes back invoices (IN-02, einvoicing.md).

Laws: red invoices never exceed what they take back; what was taken in but not issued is `Pending` under its key and
its ticket until it was asked for `Settings.polls` times. Source: ports.md 3.4; B58, B59.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Final

from attrs import evolve, frozen

from salessupport.domain.facts import Invoice
from salessupport.domain.values.money import Money, total
from salessupport.memory.connection import Connection
from salessupport.memory.record import Mark, View
from salessupport.memory.remote import Remote
from salessupport.memory.wire import Wire
from salessupport.spi.documents import Blob, InvoiceDocument
from salessupport.spi.errors import InvalidRemoteInput, LimitExceeded, RemoteNotFound, Unsupported
from salessupport.spi.feed import Batch, Cursor
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Done, Outcome, Pending, Ref, Ticket
from salessupport.spi.ports.einvoicing import IssuedInvoice, IssueLimits, Verification

ISSUED: Final = "issued"
TAKEN_IN: Final = "requests"
UNLIMITED: Final = IssueLimits(None, None, None, tuple(map(Decimal, ("0", "0.01", "0.03", "0.06", "0.09", "0.13"))))
MEDIA_TYPES: Final = ("application/xml", "application/pdf", "application/ofd")


@frozen
class Request:
    """What was taken in: the invoice that is to be issued, and how often its end has still to be asked for."""

    invoice: IssuedInvoice
    polls: int


class MemoryEInvoicing(Connection):
    """`EInvoicing` of a remote, within `limits`; without any, all rates of the mainland are allowed."""

    def __init__(self, remote: Remote, wire: Wire | None = None, *, limits: IssueLimits = UNLIMITED) -> None:
        super().__init__(remote, wire)
        self._limits = limits

    def limits(self) -> IssueLimits:
        """What one invoice may hold today; the quota is what is left of the month's."""
        return self._ask("limits", self._limits_in)

    def poll(self, ticket: Ticket, /) -> Outcome[IssuedInvoice]:
        """Ask for the end of a command that was taken in; `RemoteNotFound` for a ticket of nothing."""

        def question(_: View) -> Outcome[IssuedInvoice]:
            ref = Ref(TAKEN_IN, ticket.text)
            taken_in = self.remote.require(ref)
            request = taken_in.valued(Request)
            if request.polls > 0:
                self.remote.set(ref, value=evolve(request, polls=request.polls - 1), by=taken_in.by)
                if request.polls == 1:
                    self._enter(request.invoice, taken_in.by)
            return self._end(self.remote.view(), ref, replayed=True)

        return self._ask("poll", question)

    def issued(self, since: Cursor | None = None) -> Iterator[Batch[IssuedInvoice]]:
        """Hand over issued invoices for the daily cross-check."""
        return self._read("issued", "issued", (ISSUED,), since, lambda record: record.valued(IssuedInvoice))

    def document(self, number: str, media_type: str, /) -> Blob:
        """The file of an invoice; `Unsupported` for another medium than PDF, OFD and XML."""
        if media_type not in MEDIA_TYPES:
            raise Unsupported(path=media_type, remote_text=f"no {media_type}")

        def question(view: View) -> Blob:
            invoice = _issued(view, number)
            text = f'<invoice number="{invoice.number}" on="{invoice.issued_on}" gross="{invoice.gross}"/>\n'
            return Blob(text.encode(), media_type, f"{number}.{media_type.partition('/')[2]}")

        return self._ask("document", question)

    def verify(self, invoice: IssuedInvoice, /) -> Verification:
        """Ask whether an invoice is genuine: issued here, and in every figure."""

        def question(view: View) -> Verification:
            record = view.get(Ref(ISSUED, invoice.number))
            if record is None:
                return Verification(genuine=False, detail="no such number")
            same = record.valued(IssuedInvoice) == invoice
            return Verification(same, "" if same else "issued with other figures")

        return self._ask("verify", question)

    def issue(self, draft: InvoiceDocument, /, *, key: Key) -> Outcome[IssuedInvoice]:
        """Issue an invoice."""
        return self._do("issue", key, draft, lambda: self._taken_in(draft, key, None))

    def reverse(self, original: str, draft: InvoiceDocument, /, *, key: Key) -> Outcome[IssuedInvoice]:
        """Issue the red invoice (credit note) that takes back `original`, in whole or in part."""

        def effect() -> Ref:
            blue = _issued(self.remote.view(), original)
            if blue.original is not None:
                raise InvalidRemoteInput(path=original, remote_text="a red invoice is not taken back")
            left = blue.gross - self._sum(blue.gross.currency, lambda invoice: invoice.original == original)
            if draft.invoice.gross.currency != left.currency or draft.invoice.gross > left:
                raise LimitExceeded(path=original, remote_text=f"{draft.invoice.gross}, at most {left} is left")
            return self._taken_in(draft, key, original)

        return self._do("reverse", key, (original, draft), effect)

    def find(self, key: Key, /) -> Outcome[IssuedInvoice] | None:
        """Give what the command with this key did, None if there is nothing of it."""

        def answer(view: View, mark: Mark) -> Outcome[IssuedInvoice]:
            return self._end(view, mark.ref, replayed=True)

        return self._marked(key, answer)

    def _do(self, verb: str, key: Key, payload: object, effect: Callable[[], Ref]) -> Outcome[IssuedInvoice]:
        ref, replayed = self._tell(verb, key, payload, effect)
        return self._end(self.remote.view(), ref, replayed=replayed)

    def _end(self, view: View, ref: Ref, *, replayed: bool) -> Outcome[IssuedInvoice]:
        """What became of a command that was taken in."""
        number = self.remote.require(ref).valued(Request).invoice.number
        record = view.get(Ref(ISSUED, number))
        if record is None:
            return Pending(Ticket(ref.id))
        return Done(record.valued(IssuedInvoice), record.ref, replayed)

    def _taken_in(self, draft: InvoiceDocument, key: Key, original: str | None) -> Ref:
        """Take a draft in under a number of its own, and issue it if nothing has to be waited for."""
        net, tax = _sums(draft)
        self._check(draft, original)
        self.remote.settings.limits.check({"invoices": (draft.invoice,), "invoice_lines": draft.lines})
        number = f"{self.remote.number(ISSUED):020d}"
        invoice = draft.invoice
        buyer = (draft.buyer.tax_id if draft.buyer else None) or ""
        issued = IssuedInvoice(number, invoice.issued_on, net, tax, invoice.gross, buyer, original)
        polls = self.remote.settings.polls
        ref = self.remote.add(TAKEN_IN, value=Request(issued, polls), by=key)
        if polls == 0:
            self._enter(issued, key)
        return ref

    def _enter(self, invoice: IssuedInvoice, key: Key | None) -> None:
        self.remote.add(ISSUED, value=invoice, by=key, id=invoice.number)

    def _check(self, draft: InvoiceDocument, original: str | None) -> None:
        limits, gross = self._limits_in(self.remote.view()), draft.invoice.gross
        if limits.lines is not None and len(draft.lines) > limits.lines:
            raise LimitExceeded(path="lines", remote_text=f"{len(draft.lines)} lines, at most {limits.lines}")
        bounds = (limits.face,) if original else (limits.face, limits.quota)
        for bound in bounds:
            if bound is not None and (gross.currency != bound.currency or gross > bound):
                raise LimitExceeded(path="gross", remote_text=f"{gross}, at most {bound}")
        for line in draft.lines:
            if line.tax_rate is not None and line.tax_rate not in limits.tax_rates:
                raise InvalidRemoteInput(path=f"lines[{line.line}]", remote_text=f"tax rate {line.tax_rate}")

    def _limits_in(self, _: View) -> IssueLimits:
        if self._limits.quota is None:
            return self._limits
        used = self._sum(self._limits.quota.currency, lambda invoice: invoice.original is None)
        return evolve(self._limits, quota=self._limits.quota - used)

    def _sum(self, currency: str, which: Callable[[IssuedInvoice], bool]) -> Money:
        """What was taken in of some invoices: a request counts from the start, so that two cannot share a rest."""
        requests = (record.valued(Request).invoice for record in self.remote.view().of(TAKEN_IN))
        return total((i.gross for i in requests if i.gross.currency == currency and which(i)), currency)


def _issued(view: View, number: str) -> IssuedInvoice:
    record = view.get(Ref(ISSUED, number))
    if record is None:
        raise RemoteNotFound(path=number, remote_text=f"no invoice {number}")
    return record.valued(IssuedInvoice)


def _sums(draft: InvoiceDocument) -> tuple[Money, Money]:
    """Net and tax: of the head, else of the lines, else all is net; they have to make the gross."""
    invoice: Invoice = draft.invoice
    currency = invoice.gross.currency
    if invoice.net is not None:
        net, tax = invoice.net, invoice.tax or invoice.gross - invoice.net
    elif draft.lines:
        net = total((line.net for line in draft.lines), currency)
        tax = total((line.tax for line in draft.lines if line.tax is not None), currency)
    else:
        net, tax = invoice.gross, Money.zero(currency)
    if net + tax != invoice.gross:
        raise InvalidRemoteInput(path=invoice.id, remote_text=f"{net} and {tax} do not make {invoice.gross}")
    return net, tax
