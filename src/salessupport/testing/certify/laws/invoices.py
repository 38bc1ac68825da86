"""E-invoices: numbered once, listed for the cross-check, verified in every figure, taken back at most in full."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrs import evolve

from salessupport.domain.values.money import Money
from salessupport.spi.documents import InvoiceDocument
from salessupport.spi.errors import LimitExceeded, Rejected
from salessupport.spi.feed import Cursor
from salessupport.spi.keys import Key
from salessupport.spi.ports.einvoicing import IssuedInvoice
from salessupport.testing.certify.law import AdapterLaw, Group
from salessupport.testing.certify.reading import bounded
from salessupport.testing.certify.stage import Said, Stage, Subject
from salessupport.testing.certify.trials import Paper, Trial, trials

_SOURCE = "IN-02; einvoicing.md; B58, B59"


def _can(*verbs: str) -> Any:
    return lambda subject: all(map(subject.does, ("issue", *verbs)))


def _issue(stage: Stage, port: Any, papers: tuple[Paper, ...]) -> list[tuple[Paper, IssuedInvoice]]:
    answers = [(paper, stage.send(port, paper.exercise, paper.document, paper.key)) for paper in papers]
    return [(paper, answer.value.value) for paper, answer in answers if answer.said is Said.DONE]


def _figures(stage: Stage, trial: Trial) -> Iterator[str]:
    with stage.session() as port:
        issued = _issue(stage, port, trial.papers)
    if len({invoice.number for _, invoice in issued}) != len(trial.papers):
        yield f"{len(trial.papers)} invoices were issued under the numbers {[one.number for _, one in issued]}"
    for paper, invoice in issued:
        wanted = paper.document.invoice
        if (invoice.net, invoice.tax, invoice.gross) != (wanted.net, wanted.tax, wanted.gross):
            yield f"{paper} of {wanted.net} + {wanted.tax} = {wanted.gross} was issued as {invoice}"


def _listed(stage: Stage, trial: Trial) -> Iterator[str]:
    with stage.session() as port:
        some = _issue(stage, port, trial.papers[:1])
        stage.clock.advance(stage.subject.adapter.capabilities.traits.visibility)
        listed: list[IssuedInvoice] = []
        cursor: Cursor | None = None
        for batch in bounded(port.issued()):
            listed += batch.items
            cursor = batch.cursor
        some += _issue(stage, port, trial.papers[1:])
    stage.clock.advance(stage.subject.adapter.capabilities.traits.visibility)
    with stage.session() as port:
        listed += [invoice for batch in bounded(port.issued(cursor)) for invoice in batch.items]
    for paper, invoice in some:
        if invoice not in listed:
            yield f"{paper} was issued as {invoice.number} and is not listed so: {listed}"
    for stranger in {invoice.number for invoice in listed} - {invoice.number for _, invoice in some}:
        yield f"{stranger} is listed, and was never issued"


def _verified(stage: Stage, trial: Trial) -> Iterator[str]:
    with stage.session() as port:
        for paper, invoice in _issue(stage, port, trial.papers):
            if not port.verify(invoice).genuine:
                yield f"{paper} was issued, and verify() does not know it"
            forged = evolve(invoice, gross=Money(invoice.gross.minor + 1, invoice.gross.currency))
            if port.verify(forged).genuine:
                yield f"{paper} with another amount was verified as genuine"


def _taken_back(stage: Stage, trial: Trial) -> Iterator[str]:
    (paper,) = trial.papers
    with stage.session() as port:
        for _, invoice in _issue(stage, port, trial.papers):
            red, more = _red(paper, "RED-1"), _red(paper, "RED-2")
            first = stage.awaited(port, *_reversed(stage, port, invoice, red, 1))
            if first.said is not Said.DONE or first.value.value.original != invoice.number:
                yield f"taking {invoice.number} back in full was answered with {first}"
                continue
            key, second = _reversed(stage, port, invoice, more, 2)
            if not isinstance(stage.awaited(port, key, second).error, LimitExceeded | Rejected):
                yield f"taking {invoice.number} back twice was answered with {second}"


def _red(paper: Paper, number: str) -> InvoiceDocument:
    document: InvoiceDocument = paper.document
    head = evolve(document.invoice, id=number, number=number, kind="credit_note", original=document.invoice.id)
    return evolve(document, invoice=head, lines=tuple(evolve(line, invoice=number) for line in document.lines))


def _reversed(stage: Stage, port: Any, invoice: IssuedInvoice, red: InvoiceDocument, number: int) -> tuple[Key, Any]:
    key = Key.of("reverse", "lab", number)
    return key, stage.call(lambda: port.reverse(invoice.number, red, key=key))


def _several(subject: Subject) -> Any:
    return trials(subject, most=4)


LAWS = (
    AdapterLaw(
        "invoices.figures",
        "Every invoice has a number of its own and is issued in the figures of its draft.",
        _SOURCE,
        Group.FIDELITY,
        _can(),
        _several,
        _figures,
        port="einvoicing",
    ),
    AdapterLaw(
        "invoices.listed",
        "What was issued is listed, as it was issued, and nothing else is.",
        _SOURCE,
        Group.FEED,
        _can("issued"),
        _several,
        _listed,
        port="einvoicing",
    ),
    AdapterLaw(
        "invoices.verified",
        "What was issued is genuine, and the same with another amount is not.",
        _SOURCE,
        Group.HONESTY,
        _can("verify"),
        trials,
        _verified,
        port="einvoicing",
    ),
    AdapterLaw(
        "invoices.reversed",
        "An invoice is taken back in full once, and not a second time.",
        _SOURCE,
        Group.IDENTITY,
        _can("reverse"),
        trials,
        _taken_back,
        port="einvoicing",
    ),
)
