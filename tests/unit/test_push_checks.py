"""What plugins find in documents before a push sends them: errors hold back, warnings are told, failures stop all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from salessupport.cli import link_tables
from salessupport.domain.facts import Customer, Invoice
from salessupport.domain.values.findings import Finding, Level, Place
from salessupport.domain.values.money import Money
from salessupport.linking.pushing import PushAnswer
from salessupport.linking.session import linked
from salessupport.spi.documents import InvoiceDocument
from salessupport.spi.errors import PluginCrashed
from salessupport.spi.hooks import Context, noticed
from support.journals import fast_folder
from support.links import books, facts
from support.plugin_samples import module

DAY = date(2026, 2, 2)


@pytest.fixture
def office() -> Iterator[Path]:
    """A customer with two invoices, linked to a system in memory."""
    with fast_folder() as place:
        rows = facts(
            customers=(Customer(id="C-1", name="示例客户"),),
            invoices=tuple(
                Invoice(
                    id=f"FP-{n}",
                    kind="invoice",
                    customer="C-1",
                    issued_on=DAY,
                    gross=Money(100 * n, "CNY"),
                    status="issued",
                )
                for n in (1, 2)
            ),
        )
        folder = books(place / "office", rows)
        (folder / "salessupport.toml").write_text(
            '[adapters.erp]\nadapter = "memory"\nconfig = { remote = "checks" }\n', encoding="utf-8"
        )
        yield folder


def plugin(level: Level, *, above: int = 100) -> object:
    """A plugin that finds something in every invoice above an amount."""

    def check_invoice(draft: InvoiceDocument, context: Context) -> Iterator[Finding]:
        assert context.company.name
        if draft.invoice.gross.minor > above:
            yield noticed("acme.high", Place(), text="too much", text_zh="金额过大", level=level)

    return module(check_invoice)


def push(office: Path, check: object, *, dry_run: bool = False) -> PushAnswer:
    """Push with a plugin in use."""
    with linked(office, "erp", in_process={"acme": check}, dry_run=dry_run) as link:
        return link.push(dry_run=dry_run)


def states(answer: PushAnswer) -> dict[str, str]:
    """How far each document is."""
    return {one.id: one.state for one in answer.documents}


class TestChecks:
    @pytest.mark.parametrize("dry_run", [True, False])
    def test_an_error_holds_its_document_back(self, office: Path, *, dry_run: bool) -> None:
        """Alone: the others are sent; a dry run says the same, and sends nothing."""
        answer = push(office, plugin("error"), dry_run=dry_run)
        sent = "new" if dry_run else "confirmed"
        assert states(answer) == {"C-1": sent, "FP-1": sent, "FP-2": "held"}
        (held,) = answer.left
        assert held.reason == "acme: a plugin says: too much (acme.high)"

    def test_it_is_sent_once_the_check_is_content(self, office: Path) -> None:
        """What was held back goes with the next push."""
        push(office, plugin("error"))
        assert set(states(push(office, plugin("error", above=200))).values()) == {"confirmed"}

    def test_a_warning_is_told_and_holds_nothing(self, office: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """In both languages, with the plugin's name."""
        answer = push(office, plugin("warning"))
        assert set(states(answer).values()) == {"confirmed"}
        link_tables.pushed(answer)
        printed = " ".join(capsys.readouterr().out.split())
        assert "FP-2: acme: 插件提示：金额过大（acme.high） / a plugin says: too much (acme.high)" in printed

    def test_what_was_written_is_told_afterwards(self, office: Path) -> None:
        """All entries of the push at once, in their order; a plugin that fails at it changes nothing."""
        told: list[tuple[Any, ...]] = []

        def on_events(events: tuple[Any, ...]) -> None:
            told.append(events)
            raise RuntimeError("no")

        answer = push(office, module(on_events))
        assert set(states(answer).values()) == {"confirmed"}
        (events,) = told
        assert [one.seq for one in events] == list(range(events[0].seq, events[0].seq + len(events)))
        assert {"outbox.intended", "outbox.confirmed"} <= {one.kind for one in events}

    def test_a_check_that_fails_stops_the_push(self, office: Path) -> None:
        """Nobody knows what it would have said, so nothing is sent; without it everything is."""

        def check_invoice(draft: InvoiceDocument) -> list[Finding]:
            raise RuntimeError("no")

        broken: Callable[..., Any] = check_invoice
        with pytest.raises(PluginCrashed):
            push(office, module(broken))
        assert set(states(push(office, plugin("warning"), dry_run=True)).values()) == {"new"}
