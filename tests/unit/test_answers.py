"""Answers as JSON: their schemas hold them, and their reasons add up."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import jsonschema
import pytest

from salessupport.books.demo import demo_company
from salessupport.desk import Desk
from salessupport.desk.answers import as_json
from salessupport.desk.schemas import ANSWERS, answer_schema
from salessupport.domain.pay.plans import versions
from salessupport.domain.values.explanation import Explanation
from salessupport.domain.values.policies import Policies
from salessupport.runtime.config import settings_from
from salessupport.runtime.doctor import diagnosis, installed_plugins
from salessupport.runtime.plugins import load_plugins
from small_office import TODAY, adjustment, charge, day, invoice, office, receipt, row


@pytest.fixture
def desk() -> Desk:
    """A desk with a fee, interest, a credit note, a write-off, a reversal and a refund."""
    return office(
        policies=Policies(interest_per_day=Decimal("0.0005")),
        invoices=[
            invoice("I-1", "100.00"),
            invoice("N-1", "10.00", kind="credit_note", original="I-1", on="09-20", due=None),
        ],
        receipts=[receipt("R-1", "60.00"), receipt("R-2", "50.00", on="10-12"), receipt("R-3", "9.00", on="10-13")],
        charges=[charge("F-1", "5.00", "I-1")],
        allocations=[row("A-1", "R-1", "I-1", "40.00"), row("A-2", "R-1", "I-1", on="10-15", reverses="A-1")],
        adjustments=[adjustment("W-1", "write_off", "1.00", "I-1"), adjustment("B-1", "refund", "3.00", "R-1")],
    )


COMMANDS = "allocate, undo, intake, reopen, request, approve, activate, release, notify, sign, void, merge"
"""The verbs that answer with a change."""


def of_contracts() -> dict[str, object]:
    """The answers about contracts, orders, bills and papers, from the demo's books."""
    company, facts = demo_company()
    desk = Desk.from_records(facts, company=company, clock=lambda: TODAY)
    contract = facts.contracts[0].id
    refund = next(row.id for row in facts.adjustments if row.kind == "refund")
    return {
        "show contract": desk.contract(contract),
        "show order": desk.order(facts.orders[0].id),
        "show bill": desk.bill(facts.bills[0].id),
        "show exposure": desk.exposure(facts.customers[0].id, new_order="1.00"),
        "show agenda": desk.agenda(),
        "show commission": desk.commission("2026-10"),
        "show targets": desk.targets("2026-10"),
        "what-if --plan": desk.what_if(versions(desk.history, "TC-1")[0], first=day("10-01"), last=day("10-31")),
        "what-if --allocation": desk.what_if_allocated("explicit", first=day("10-01"), last=day("10-31")),
        "show review CONTRACT": desk.review(contract),
        "show review ORDER": desk.review(facts.orders[0].id),
        "show contact-sheet": desk.contact_sheet(contract),
        "show contact-sheet --price-free": desk.price_free_sheet(contract),
        "show dispatch": desk.dispatch(facts.deliveries[-1].id),
        "show refund": desk.refund(refund),
        "show watch-list": desk.watch_list(),
        "show confirmations": desk.confirmations("2026-10"),
        "match": desk.match(),
        "reconcile": desk.reconcile(facts.customers[0].id, []),
        "duplicates": desk.duplicates(),
    }


class TestSchemas:
    def test_hold_every_answer(self, desk, tmp_path):
        """Each answer of each verb is valid under the schema derived from its class, which allows nothing missing."""
        answers = {
            "show ageing": desk.ageing(),
            "show statement": desk.statement("C-1", first=day("10-01"), last=day("10-31")),
            "show invoice": desk.invoice("I-1"),
            "show receipt": desk.receipt("R-1", refund="1.00"),
            "explain": desk.explain("I-1"),
            "check": desk.check(),
            "close": desk.close("2026-10", out=tmp_path),
            COMMANDS: desk.reopen("2026-10"),
            "plugins": installed_plugins(load_plugins(allowed={"absent": None})),
            "doctor": diagnosis(load_plugins(allowed={"absent": None}), settings_from({})),
            **of_contracts(),
        }
        assert answers.keys() == ANSWERS.keys()
        for verb, answer in answers.items():
            schema = answer_schema(ANSWERS[verb])
            jsonschema.validate(as_json(answer), schema)
            with pytest.raises(jsonschema.ValidationError):
                jsonschema.validate({}, schema)


def nodes(tree: Explanation) -> Iterator[Explanation]:
    """A tree's nodes, the root first."""
    yield tree
    for reason in tree.because:
        yield from nodes(reason)


class TestReasons:
    @pytest.mark.parametrize("document", ["I-1", "F-1", "R-1", "R-2", "R-3", "N-1", "A-1"])
    @pytest.mark.parametrize("on", ["09-30", "10-10", "10-12", "10-15", "10-31"])
    def test_add_up_to_the_figure(self, desk, document, on):
        """I13: at every node the amounts of the reasons add up to the node's own, on every day."""
        for node in nodes(desk.explain(document, as_of=day(on))):
            parts = [reason.amount for reason in node.because if reason.amount is not None]
            if parts:
                assert sum(part.minor for part in parts) == node.amount.minor

    def test_lead_down_to_facts(self, desk):
        """Every figure of a tree that has no reasons below it names the row that recorded it, or its refund."""
        for document in ("I-1", "R-1", "R-2"):
            for node in nodes(desk.explain(document)):
                if not node.because and node.amount is not None and node.what != "refunded":
                    table, _, row_id = node.fact.partition("/")
                    assert any(one.id == row_id for one in desk.history.facts.rows(table))
