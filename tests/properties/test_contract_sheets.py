"""Laws of receipt splits, contract statistics and the yearly collection over random histories (AR-02, AR-04, CO-09)."""

from __future__ import annotations

from collections import Counter
from datetime import date
from random import Random

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from salessupport.domain.contracts.collection import collection
from salessupport.domain.contracts.performance import contract_view
from salessupport.domain.contracts.progress import progress_of_all
from salessupport.domain.contracts.projects import projects_of_year
from salessupport.domain.contracts.receipts import ReceiptSplits, by_instalment, nature_of, receipt_splits
from salessupport.domain.contracts.statistics import Figures, contract_statistics
from salessupport.domain.facts import Facts
from salessupport.domain.history import History
from salessupport.domain.receivables.ledger import Ledger
from salessupport.domain.receivables.placing import place
from salessupport.domain.receivables.settlement import receipt_view
from salessupport.domain.values.dates import Period
from salessupport.domain.values.money import Money
from salessupport.domain.values.policies import Company
from salessupport.reports.checks import check
from salessupport.reports.sheet import Imprint, SheetContent
from salessupport.reports.sheets.collection import collection_sheets
from salessupport.reports.sheets.contract_statistics import statistics_sheet
from salessupport.reports.sheets.contract_words import Names
from salessupport.reports.sheets.contracts import performance_sheet, register_sheet
from salessupport.reports.sheets.projects import projects_sheet
from salessupport.reports.sheets.receipt_notice import receipt_notice
from salessupport.reports.sheets.receipts_detail import receipts_detail
from salessupport.testing import histories
from support.orders import order_histories
from support.receivables import examples
from support.rewriting import days_of

Drawn = tuple[Company, Facts]
EVER = Period("", date.min, date.max)
CONTRACTS = histories(max_steps=24, more=("contract", "row", "row", "invoice", "receipt", "change"))
IMPRINT = Imprint("公司", date(2026, 1, 1))


def folded(drawn: Drawn, data: st.DataObject) -> tuple[History, Ledger]:
    """A history, folded to one of its days."""
    history = History(*drawn)
    return history, place(history, data.draw(st.sampled_from(sorted(days_of(history.facts)) or [date(2026, 1, 1)])))


def everything(history: History, ledger: Ledger) -> tuple[ReceiptSplits, ...]:
    """The splits of every good receipt."""
    return receipt_splits(history, ledger, EVER)


class TestReceiptSplits:
    @given(CONTRACTS, st.data())
    @examples(300)
    def test_parts_sum_to_what_a_receipt_settles(self, drawn: Drawn, data: st.DataObject) -> None:
        """Every good receipt is told once; its parts are above zero and sum to what it settles."""
        history, ledger = folded(drawn, data)
        splits = everything(history, ledger)
        good = {one.id for one in ledger.credits.values() if one.kind == "receipt" and one.good}
        assert sorted(each.receipt.id for each in splits) == sorted(good)
        for each in splits:
            assert all(part.amount.minor > 0 for part in each.parts)
            assert sum((part.amount for part in each.parts), Money.zero(each.settles.currency)) == each.settles
            assert each.settles == receipt_view(history, ledger, each.receipt.id).settles

    @given(CONTRACTS, st.data())
    @examples(300)
    def test_instalments_sum_to_the_contracts_received(self, drawn: Drawn, data: st.DataObject) -> None:
        """For each contract the parts by instalment are what `contract_view` says is received, with its nature."""
        history, ledger = folded(drawn, data)
        sums: Counter[tuple[str | None, int | None, str]] = Counter()
        for each in everything(history, ledger):
            for part in each.parts:
                if part.instalment is not None:
                    sums[part.contract, part.instalment, part.nature] += part.amount.minor
        expected: Counter[tuple[str | None, int | None, str]] = Counter()
        for contract in history.contracts:
            for one in contract_view(history, ledger, contract).instalments:
                expected[contract, one.no, nature_of(one.trigger, is_retention=one.is_retention)] = one.received.minor
        assert +sums == +expected

    @given(CONTRACTS, st.data())
    @examples(150)
    def test_money_without_instalment_is_the_contracts_excess(self, drawn: Drawn, data: st.DataObject) -> None:
        """What no instalment takes is the contract's excess."""
        history, ledger = folded(drawn, data)
        for contract in ledger.contracts:
            loose = sum(piece.amount for piece, no in by_instalment(history, ledger, contract) if no is None)
            assert loose == contract_view(history, ledger, contract).excess.minor

    @given(CONTRACTS, st.data())
    @examples(150)
    def test_other_natures_agree_with_the_receipt(self, drawn: Drawn, data: st.DataObject) -> None:
        """Costs, interest and refunds are those that the receipt shows; what is unplaced it shows as unapplied."""
        history, ledger = folded(drawn, data)
        for each in everything(history, ledger):
            view = receipt_view(history, ledger, each.receipt.id)
            shown = Counter({kind: sum(p.amount.minor for p in each.parts if p.nature == kind) for kind in KINDS})
            assert shown["refunded"] == view.refunded.minor
            for kind in ("costs", "interest"):
                assert shown[kind] == sum(one.amount.minor for one in view.applied if one.kind == kind)
            assert each.unplaced <= view.unapplied

    @given(CONTRACTS, st.data(), st.randoms(use_true_random=False))
    @examples(100)
    def test_order_of_rows_does_not_matter(self, drawn: Drawn, data: st.DataObject, random: Random) -> None:
        """The same documents and rows in another order of the tables split every receipt in the same way."""
        history, ledger = folded(drawn, data)
        splits = everything(history, ledger)
        contracts = list(history.facts.contracts)
        random.shuffle(contracts)
        again = History(drawn[0], evolve(drawn[1], contracts=tuple(contracts)))
        assert everything(again, place(again, ledger.as_of)) == splits


KINDS = ("refunded", "costs", "interest")


class TestCollection:
    @given(CONTRACTS, st.data())
    @examples(150)
    def test_clearance_and_tails_are_what_was_received(self, drawn: Drawn, data: st.DataObject) -> None:
        """AR-04: both together are the year's money, part by part, and only tails are in the one."""
        history, ledger = folded(drawn, data)
        year = Period.parse(str(ledger.as_of.year))
        found = collection(history, ledger, year)
        rows = [(row.receipt.id, row.part) for row in (*found.clearance, *found.tails)]
        splits = receipt_splits(history, ledger, year)
        assert sorted(rows, key=str) == sorted(((e.receipt.id, part) for e in splits for part in e.parts), key=str)
        assert {row.part.nature for row in found.tails} <= {"tail"}

    @given(CONTRACTS, st.data())
    @examples(150)
    def test_last_balance_is_what_is_open(self, drawn: Drawn, data: st.DataObject) -> None:
        """With all money told, the last balance on an instalment or invoice is what is open of it."""
        history, ledger = folded(drawn, data)
        found = collection(history, ledger, Period.parse(str(ledger.as_of.year)))
        last = {(row.part.contract, row.part.instalment): row.balance for row in (*found.clearance, *found.tails)}
        for contract in history.contracts:
            for one in contract_view(history, ledger, contract).instalments:
                assert last.get((contract, one.no), one.open) == one.open


class TestStatistics:
    @given(order_histories() | CONTRACTS, st.data())
    @examples(150)
    def test_groups_sum_to_the_total(self, drawn: Drawn, data: st.DataObject) -> None:
        """Regions and salespeople each sum to the total; performed + open = amount, neither below zero."""
        history, ledger = folded(drawn, data)
        for one in contract_statistics(history, ledger, Period.month_of(ledger.as_of)):
            none = Figures.none(one.currency)
            assert sum((group.figures for group in one.by_region), none) == one.total
            assert sum((group.figures for group in one.by_salesperson), none) == one.total
            assert one.total.done + one.total.open == one.total.amount
            assert min(one.total.done.minor, one.total.open.minor) >= 0

    @given(order_histories() | CONTRACTS, st.data())
    @examples(150)
    def test_flows_of_a_quarter_are_those_of_its_months(self, drawn: Drawn, data: st.DataObject) -> None:
        """Signed contracts and days of delivery of a quarter sum those of its months, a year those of its quarters."""
        history, ledger = folded(drawn, data)
        year = ledger.as_of.year
        months = [flows(history, ledger, f"{year}-{month:02d}") for month in range(1, 13)]
        quarters = [flows(history, ledger, f"{year}Q{number}") for number in range(1, 5)]
        assert [sum(months[at : at + 3], Counter()) for at in range(0, 12, 3)] == quarters
        assert sum(quarters, Counter()) == flows(history, ledger, str(year))


def flows(history: History, ledger: Ledger, period: str) -> Counter[tuple[str, str]]:
    """What flows in a period, by currency and column."""
    found: Counter[tuple[str, str]] = Counter()
    for one in contract_statistics(history, ledger, Period.parse(period)):
        total = one.total
        found[one.currency, "signed"] = total.signed
        found[one.currency, "signed_amount"] = total.signed_amount.minor
        found[one.currency, "due"] = total.due
        found[one.currency, "on_time"] = total.on_time
    return +found


class TestProgress:
    @given(order_histories() | CONTRACTS, st.data())
    @examples(100)
    def test_money_by_nature_is_the_contracts(self, drawn: Drawn, data: st.DataObject) -> None:
        """Prepaid, picked up and tail with the excess are what was collected; orders' goods are those of the view."""
        history, ledger = folded(drawn, data)
        for one in progress_of_all(history, ledger):
            assert sum(one.paid.values(), one.view.excess) == one.view.collected
            if not any(row.order is None for row in history.deliveries_of_contract.get(one.contract.id, ())):
                assert one.goods == one.view.delivered
            assert 0 <= one.performed.minor <= one.view.amount.minor


class TestSheets:
    @given(order_histories() | CONTRACTS, st.data())
    @examples(100)
    def test_totals_and_formulas_are_the_domains(self, drawn: Drawn, data: st.DataObject) -> None:
        """Every sheet passes the check of its totals and formulas, and S52 sums to the notices."""
        history, ledger = folded(drawn, data)
        year = Period.parse(str(ledger.as_of.year))
        for content in sheets(history, ledger, year):
            check(content)
        names, splits = Names.of(history), receipt_splits(history, ledger, year)
        notices = [receipt_notice(each, number="1", names=names, imprint=IMPRINT) for each in splits]
        placed: Counter[str] = Counter()
        for [block] in (one.blocks for one in notices):
            placed[block.currency] += block.totals["amount"]
        detail = receipts_detail(splits, numbers={}, period=year, names=names, imprint=IMPRINT)
        assert +Counter({block.currency: block.totals["amount"] for block in detail.blocks}) == +placed


def sheets(history: History, ledger: Ledger, year: Period) -> list[SheetContent]:
    """The sheets about contracts, and the yearly collection."""
    names, contracts = Names.of(history), progress_of_all(history, ledger)
    projects = projects_of_year(history, ledger, contracts, year)
    return [
        performance_sheet(contracts, names=names, as_of=ledger.as_of, imprint=IMPRINT),
        register_sheet(contracts, names=names, as_of=ledger.as_of, imprint=IMPRINT),
        projects_sheet(projects, names=names, imprint=IMPRINT),
        statistics_sheet(contract_statistics(history, ledger, year), period=year, names=names, imprint=IMPRINT),
        *collection_sheets(collection(history, ledger, year), year=year, names=names, imprint=IMPRINT),
    ]
