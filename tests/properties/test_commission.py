"""Laws of commission over any valid history (I12; requirements §5 rule 7; Conventions 11)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import get_args

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from salessupport.desk.answers import as_json
from salessupport.domain.consistency import pay as checks
from salessupport.domain.facts import (
    Allocation,
    CommissionPlan,
    CommissionTier,
    Contract,
    Customer,
    Facts,
    Instalment,
    Invoice,
    Receipt,
    Salesperson,
    Target,
)
from salessupport.domain.facts.commission import TierMode
from salessupport.domain.history import History
from salessupport.domain.pay.commission import commission
from salessupport.domain.pay.credited import Snapshot
from salessupport.domain.pay.plans import Terms
from salessupport.domain.pay.reasons import explain_commission
from salessupport.domain.pay.retention import is_retained
from salessupport.domain.pay.shares import Share, divided
from salessupport.domain.pay.tiers import Acceleration, slices, steps
from salessupport.domain.pay.what_if import what_if
from salessupport.domain.values.dates import Period, PeriodKind, parse_date
from salessupport.domain.values.explanation import Explanation
from salessupport.domain.values.policies import Company, Policies
from salessupport.domain.values.split import rounded
from support.busy_offices import busy_office
from support.commission import PEOPLE, RATES, SHARES, cny, figures, months_of, offices, periods_of
from support.naive_commission import Naive
from support.receivables import examples

Books = tuple[Company, Facts]
OFFICE = Company(name="Example Trading", policies=Policies(allocation="explicit"))
FIRST = parse_date("2026-01-01")


class TestStatements:
    @examples(150)
    @given(offices(), st.data())
    def test_an_independent_computation_agrees(self, books: Books, data: st.DataObject) -> None:
        """Earned, clawback and what is carried are those of sums in fractions, for every person."""
        months = months_of(History(*books))
        asked = data.draw(st.integers(1, len(months)))
        naive = Naive(*books, months[:asked])
        ours = figures(History(*books), months[asked - 1])
        assert ours == {person: naive.statement(person) for person in PEOPLE}

    @examples(60)
    @given(offices())
    def test_nothing_is_lost_between_periods(self, books: Books) -> None:
        """Earned + clawback + carried in = payout + carried out, which the next period carries in; lines add up.

        What is held is taken off and what is released is added, and contracts say how much of either.
        """
        history = History(*books)
        carried: dict[str, int] = dict.fromkeys(PEOPLE, 0)
        for period in months_of(history):
            for one in commission(history, period).statements:
                assert one.carried_in.minor == carried[one.salesperson]
                balance = one.earned + one.clawback + one.carried_in - one.held + one.released
                assert balance == one.payout + one.carried_out
                assert one.carried_out.minor <= 0
                assert sum(line.base.minor for line in one.lines) == one.base.minor
                assert sum(line.amount.minor for line in one.lines) == (one.earned + one.lost).minor
                assert sum(change.difference.minor for change in one.restated) == one.clawback.minor
                carried[one.salesperson] = one.carried_out.minor

    @examples(60)
    @given(offices(), st.data())
    def test_later_facts_change_no_closed_statement(self, books: Books, data: st.DataObject) -> None:
        """A statement drawn from all that is known today is the one drawn on the period's last day."""
        history = History(*books)
        period = data.draw(st.sampled_from(months_of(history)))
        assert commission(history, period) == commission(history.known_by(period.last), period)
        assert commission(history, period) == commission(History(*books), period)

    @examples(60)
    @given(offices(), st.sampled_from(get_args(PeriodKind)))
    def test_periods_sum_to_one_long_period(self, books: Books, kind: PeriodKind) -> None:
        """Under one tier without cap months, quarters and years earn what all time does, whatever came late or back.

        The rate is 1, so that no rounding hides a cent.
        """
        company, facts = books
        flat = (CommissionTier(plan="P", from_amount=cny(0), rate=Decimal(1)),)
        plan = evolve(facts.commission_plans[0], cap=None, period=kind)
        unrated = tuple(evolve(row, rate=None) for row in facts.commission_splits)
        tiers = {"commission_tiers": flat, "commission_splits": unrated}
        history = History(company, evolve(facts, commission_plans=(plan,), **tiers))
        periods = periods_of(history, kind)
        totals = totals_of(history, periods)
        entries = Snapshot.of(history, periods[-1].last).entries((plan.basis, plan.measure))
        assert totals == {person: sum(entry.base for entry in entries.get(person, ())) for person in PEOPLE}

    @examples(40)
    @given(offices(), st.data())
    def test_everything_credited_comes_to_nothing(self, books: Books, data: st.DataObject) -> None:
        """Counted when issued, with a full credit note on every document all periods sum to zero, in any order.

        Whatever the tiers, the shares, the cap and the rates are, while the original period is drawn anew.
        """
        company, facts = books
        plan = evolve(facts.commission_plans[0], basis="invoiced", clawback="recompute_original")
        undone = credited_in_full(facts, data)
        history = History(company, evolve(undone, commission_plans=(plan,)))
        periods = data.draw(st.permutations(months_of(history))) if undone.invoices else []
        assert totals_of(history, periods) == dict.fromkeys(PEOPLE, 0)

    @examples(30)
    @given(offices(), st.data())
    def test_drawn_again_it_is_the_same_to_the_byte(self, books: Books, data: st.DataObject) -> None:
        """A period's answer has the same bytes on every run, in whatever order the rows of the books stand."""
        company, facts = books
        period = data.draw(st.sampled_from(months_of(History(*books))))
        tables = ("invoices", "receipts", "commission_splits", "invoice_lines", "salespeople", "commission_tiers")
        other = evolve(facts, **{name: tuple(data.draw(st.permutations(facts.rows(name)))) for name in tables})
        drawn = [commission(History(company, one), period) for one in (facts, facts, other)]
        assert len({json.dumps(as_json(one.statements), ensure_ascii=False) for one in drawn}) == 1

    @examples(40)
    @given(offices())
    def test_reasons_add_up(self, books: Books) -> None:
        """Every node of an explanation that has reasons with amounts is their sum."""
        history = History(*books)
        for person in PEOPLE:
            tree = explain_commission(history, f"{months_of(history)[-2].name}:{person}")
            assert [node.what for node in nodes(tree) if not adds_up(node)] == []

    @examples(30)
    @given(offices())
    def test_the_same_plan_changes_nothing(self, books: Books) -> None:
        """What if the plan were what it is: no difference; and the facts are untouched."""
        history = History(*books)
        facts = history.facts
        same = Terms(facts.commission_plans[0], facts.commission_tiers)
        assert not any(one.difference for one in what_if(history, same, months_of(history)[-2:]))
        assert history.facts is facts

    @examples(60)
    @given(offices())
    def test_nothing_drawn_contradicts_itself(self, books: Books) -> None:
        """The checks find no error in what is drawn."""
        assert [fault.code for fault in checks.faults(History(*books)) if fault.level == "error"] == []


def totals_of(history: History, periods: Sequence[Period]) -> dict[str, int]:
    """Give what all periods earn, later facts included, by person."""
    totals = dict.fromkeys(PEOPLE, 0)
    for period in periods:
        for person, one in figures(history, period).items():
            totals[person] += one["earned"] + one["clawback"]
    return totals


def credited_in_full(facts: Facts, data: st.DataObject) -> Facts:
    """Give the documents that count and are no credit notes, and for each one of all of it, that day or later."""
    counting = (one for one in facts.invoices if one.status == "issued" and one.kind != "opening")
    documents = [one for one in counting if one.kind != "credit_note"]
    notes, lines = [], [one for one in facts.invoice_lines if one.invoice in {one.id for one in documents}]
    for one in documents:
        on = one.issued_on + timedelta(days=data.draw(st.integers(0, 100)))
        notes.append(evolve(one, id=f"N-{one.id}", kind="credit_note", original=one.id, issued_on=on, recorded_on=None))
        lines += [evolve(line, invoice=f"N-{one.id}") for line in lines if line.invoice == one.id]
    papers = {one.id for one in documents}
    splits = tuple(one for one in facts.commission_splits if one.invoice in papers)
    return evolve(facts, invoices=(*documents, *notes), invoice_lines=tuple(lines), commission_splits=splits)


def nodes(node: Explanation) -> list[Explanation]:
    """Give a node and all below it."""
    return [node, *(one for below in node.because for one in nodes(below))]


def adds_up(node: Explanation) -> bool:
    """Tell whether the amounts below a node come to its own."""
    amounts = [one.amount.minor for one in node.because if one.amount is not None]
    return node.amount is None or not amounts or sum(amounts) == node.amount.minor


@st.composite
def payments(draw: st.DrawFn) -> tuple[int, list[int], list[int]]:
    """Draw an invoice's gross and two ways to pay some of it within a month."""
    gross = draw(st.integers(1, 50_000))
    paid = draw(st.integers(1, gross))

    def parts() -> list[int]:
        cuts = sorted(draw(st.sets(st.integers(1, paid - 1), max_size=4))) if paid > 1 else []
        return [after - before for before, after in zip([0, *cuts], [*cuts, paid], strict=True)]

    return gross, parts(), parts()


def tiers_of(draw: st.DrawFn) -> tuple[CommissionTier, ...]:
    """Draw tiers that begin at zero."""
    starts = sorted({0, *draw(st.lists(st.integers(1, 40_000), max_size=3))})
    return tuple(CommissionTier(plan="P", from_amount=cny(start), rate=draw(RATES)) for start in starts)


def paid(gross: int, parts: list[int], ladder: tuple[CommissionTier, ...], **more: object) -> Facts:
    """One invoice of one salesperson, paid in parts on following days of January."""
    rows = [(f"R{number}", FIRST + timedelta(days=min(number, 30)), amount) for number, amount in enumerate(parts, 1)]
    invoice = Invoice(
        id="I",
        kind="invoice",
        customer="C",
        issued_on=FIRST,
        gross=cny(gross),
        net=cny(gross * 7 // 8),
        status="issued",
    )
    plan = {"id": "P", "basis": "collected", "measure": "net", "tiers": "marginal", "period": "month", **more}
    return Facts(
        customers=(Customer(id="C", name="C", salesperson="S"),),
        salespeople=(Salesperson(id="S", name="S", plan="P"),),
        invoices=(invoice,),
        receipts=tuple(Receipt(id=name, customer="C", received_on=on, amount=cny(part)) for name, on, part in rows),
        allocations=tuple(Allocation(id=f"A{name}", source=name, target="I", effective_on=on) for name, on, _ in rows),
        commission_plans=(CommissionPlan(**plan),),
        commission_tiers=ladder,
    )


class TestPaths:
    @examples(100)
    @given(payments(), st.sampled_from(["marginal", "whole"]), st.data())
    def test_any_partition_of_payments_earns_the_same(
        self, way: tuple[int, list[int], list[int]], mode: str, data: st.DataObject
    ) -> None:
        """Inside a period it does not matter in how many payments the money came."""
        gross, one, other = way
        tiers = tiers_of(data.draw)
        period = Period.parse("2026-01")
        histories = [History(OFFICE, paid(gross, parts, tiers, tiers=mode)) for parts in (one, other)]
        assert figures(histories[0], period) == figures(histories[1], period)
        bases = [commission(history, period).statements[0].base for history in histories]
        assert bases[0] == bases[1]

    @examples(100)
    @given(st.integers(1, 50_000), st.integers(0, 5), st.sampled_from(["marginal", "whole"]), st.data())
    def test_an_invoice_and_its_full_credit_note_earn_nothing(
        self, gross: int, later: int, mode: str, data: st.DataObject
    ) -> None:
        """Counted when invoiced, under any tiers and however much later the credit note comes, all sums to zero."""
        noted = Period.parse(f"2026-{later + 1:02d}").last
        facts = paid(
            gross, [], tiers_of(data.draw), basis="invoiced", tiers=mode, carry_forward=data.draw(st.booleans())
        )
        note = evolve(facts.invoices[0], id="N", kind="credit_note", original="I", issued_on=noted)
        history = History(OFFICE, evolve(facts, invoices=(*facts.invoices, note)))
        total = 0
        for number in data.draw(st.permutations(range(1, 9))):
            one = figures(history, Period.parse(f"2026-{number:02d}"))["S"]
            total += one["earned"] + one["clawback"]
        assert total == 0

    @examples(60)
    @given(payments(), st.data())
    def test_money_given_back_takes_the_commission_back(
        self, way: tuple[int, list[int], list[int]], data: st.DataObject
    ) -> None:
        """Every allocation taken back in a later month brings what was earned back to zero."""
        gross, parts, _ = way
        facts = paid(gross, parts, tiers_of(data.draw))
        back = tuple(
            evolve(row, id=f"B{row.id}", reverses=row.id, effective_on=parse_date("2026-04-02"))
            for row in facts.allocations
        )
        history = History(OFFICE, evolve(facts, allocations=(*facts.allocations, *back)))
        first, then = (figures(history, Period.parse(name))["S"] for name in ("2026-01", "2026-04"))
        assert first["earned"] + then["clawback"] == 0
        assert then["earned"] == 0

    @examples(60)
    @given(payments(), st.data())
    def test_more_money_never_earns_less(self, way: tuple[int, list[int], list[int]], data: st.DataObject) -> None:
        """Commission is monotone in collections, for rates that rise or fall."""
        gross, parts, _ = way
        tiers = tiers_of(data.draw)
        earned = [
            figures(History(OFFICE, paid(gross, parts[:number], tiers)), Period.parse("2026-01"))["S"]["earned"]
            for number in range(len(parts) + 1)
        ]
        assert earned == sorted(earned)


class TestHeldBack:
    @examples(60)
    @given(st.integers(0, 10**9))
    def test_what_is_held_is_all_that_is_missing(self, number: int) -> None:
        """At any time what was paid or carried, and what is held, come to what is paid without holding anything back.

        So nothing is missing once every tail is in; and contracts say of every cent where it waits.
        """
        company, facts = busy_office(number)
        free = tuple(evolve(row, hold_back=None) for row in facts.commission_plans)
        with_, without = History(company, facts), History(company, evolve(facts, commission_plans=free))
        missing = dict.fromkeys(PEOPLE, 0)
        for month in months_of(with_):
            plain = {one.salesperson: one for one in commission(without, month).statements}
            for one in commission(with_, month).statements:
                other = plain[one.salesperson]
                assert (one.earned, one.clawback, one.lines) == (other.earned, other.clawback, other.lines)
                assert not other.holds_back
                assert one.held.minor >= 0 <= one.released.minor
                assert sum(hold.difference.minor for hold in one.holds) == (one.held - one.released).minor
                missing[one.salesperson] += (one.held - one.released).minor
                assert sum(hold.held.minor for hold in one.holds) == missing[one.salesperson]
        history, last = with_, months_of(with_)[-1]
        for contract in {row.contract for row in history.facts.instalments}:
            if not is_retained(Snapshot.of(history, last.last), contract):
                held = [one for each in commission(history, last).statements for one in each.holds]
                assert all(one.held.minor == 0 for one in held if one.contract == contract)

    @examples(60)
    @given(payments(), st.integers(1, 99), st.sampled_from(["marginal", "whole"]), st.booleans(), st.data())
    def test_over_a_contracts_life_everything_is_paid(
        self, way: tuple[int, list[int], list[int]], tail: int, mode: str, later: bool, data: st.DataObject
    ) -> None:
        """However the money comes in, in whatever months, all payouts come to what they are without holding back."""
        gross, parts, _ = way
        parts += [gross - sum(parts)] * (gross > sum(parts))
        tiers, share = tiers_of(data.draw), data.draw(SHARES)
        days = [data.draw(st.integers(0, 150)) if later else 0 for _ in parts]
        facts = paid(gross, parts, tiers, tiers=mode, hold_back=share)
        retention = gross * tail // 100
        cuts = ((1, gross - retention, False), (2, retention, True))
        facts = evolve(
            facts,
            contracts=(Contract(id="H", customer="C", signed_on=FIRST, amount=cny(gross)),),
            instalments=tuple(
                Instalment(contract="H", no=no, trigger="signing", amount=cny(part), is_retention=kept)
                for no, part, kept in cuts
            ),
            invoices=tuple(evolve(one, contract="H") for one in facts.invoices),
            receipts=tuple(
                evolve(one, received_on=FIRST + timedelta(days=on))
                for one, on in zip(facts.receipts, days, strict=True)
            ),
            allocations=tuple(
                evolve(one, effective_on=FIRST + timedelta(days=on))
                for one, on in zip(facts.allocations, days, strict=True)
            ),
        )
        free = evolve(facts, commission_plans=tuple(evolve(one, hold_back=None) for one in facts.commission_plans))
        months = [Period.parse(f"2026-{number:02d}") for number in range(1, 7)]
        sums = [sum(figures(History(OFFICE, one), month)["S"]["payout"] for month in months) for one in (facts, free)]
        assert sums[0] == sums[1]


class TestAboveATarget:
    @given(st.integers(-30_000, 60_000), st.integers(0, 50_000), RATES, st.data())
    def test_the_addition_is_an_exact_integral_too(
        self, base: int, target: int, more: Decimal, data: st.DataObject
    ) -> None:
        """Before rounding, the tiers earn what they would without it, and the addition on what is above the target."""
        tiers, above = tiers_of(data.draw), Acceleration(target, more)
        for mode in get_args(TierMode):
            plain, raised = steps(mode, tiers, base), steps(mode, tiers, base, acceleration=above)
            flat, steep = (sum(Fraction(one.rate) * one.part(base) for one in each) for each in (plain, raised))
            assert steep - flat == Fraction(more) * max(0, base - target)
            assert sum(one.part(base) for one in raised) == base
            assert sum(one.part(base) for one in raised if one.accelerated) == max(0, base - target)

    @given(st.lists(st.integers(-20_000, 40_000), max_size=6), st.integers(0, 30_000), RATES, st.data())
    def test_whatever_way_leads_to_a_base(
        self, stops: list[int], target: int, more: Decimal, data: st.DataObject
    ) -> None:
        """The slices of any walk, across the target and back, sum to those of one stretch."""
        base = stops[-1] if stops else 0
        for mode in get_args(TierMode):
            climbing = steps(mode, tiers_of(data.draw), base, acceleration=Acceleration(target, more))
            walk = zip([0, *stops], stops, strict=False)
            walked = [one for before, after in walk for one in slices(climbing, before, after)]
            at_once = sum(one.after - one.before for one in slices(climbing, 0, base))
            assert sum(one.after - one.before for one in walked) == at_once == sum(one.earned(base) for one in climbing)

    @examples(80)
    @given(payments(), st.sampled_from(["marginal", "whole"]), st.integers(0, 50_000), RATES, st.data())
    def test_any_partition_of_payments_earns_the_same(
        self, way: tuple[int, list[int], list[int]], mode: str, target: int, more: Decimal, data: st.DataObject
    ) -> None:
        """Whether the target is passed by one payment or by many does not matter."""
        gross, one, other = way
        tiers = tiers_of(data.draw)
        goal = (Target(salesperson="S", period="2026-01", measure="collected net", amount=cny(target)),)
        drawn = [
            figures(History(OFFICE, evolve(paid(gross, parts, tiers, tiers=mode, accelerator=more), targets=goal)),
                    Period.parse("2026-01"))
            for parts in (one, other)
        ]  # fmt: skip
        assert drawn[0] == drawn[1]


class TestTiers:
    @given(st.integers(-30_000, 60_000), st.data())
    def test_marginal_tiers_are_an_exact_integral(self, base: int, data: st.DataObject) -> None:
        """Before rounding, the tiers earn the integral of the rate over the base; it is continuous."""
        tiers = tiers_of(data.draw)
        climbing = steps("marginal", tiers, base)
        ends = [*(tier.from_amount.minor for tier in tiers[1:]), 10**9]
        integral = sum(
            Fraction(tier.rate) * (max(0, min(base, end) - tier.from_amount.minor))
            for tier, end in zip(tiers, ends, strict=True)
        ) + Fraction(tiers[0].rate) * min(base, 0)
        assert sum(Fraction(step.rate) * step.part(base) for step in climbing) == integral
        assert sum(step.part(base) for step in climbing) == base

    @given(st.lists(st.integers(-20_000, 40_000), max_size=6), st.sampled_from(["marginal", "whole"]), st.data())
    def test_whatever_way_leads_to_a_base(self, stops: list[int], mode: str, data: st.DataObject) -> None:
        """The slices of any walk, upwards or downwards, sum to those of one stretch."""
        tiers = tiers_of(data.draw)
        base = stops[-1] if stops else 0
        climbing = steps(mode, tiers, base)
        walked = [
            one for before, after in zip([0, *stops], stops, strict=False) for one in slices(climbing, before, after)
        ]
        at_once = sum(one.after - one.before for one in slices(climbing, 0, base))
        assert sum(one.after - one.before for one in walked) == at_once
        assert sum(one.base for one in walked) == base

    @given(st.integers(0, 60_000), st.data())
    def test_whole_is_one_rate_on_everything(self, base: int, data: st.DataObject) -> None:
        """The rate is that of the last tier that begins at or below the base."""
        tiers = tiers_of(data.draw)
        rate = Fraction([tier.rate for tier in tiers if tier.from_amount.minor <= base][-1])
        (step,) = steps("whole", tiers, base)
        assert step.earned(base) == rounded(base * rate.numerator, rate.denominator)


class TestShares:
    @given(st.integers(-(10**9), 10**9), st.lists(SHARES, max_size=4))
    def test_parts_and_what_is_nobodys_sum_to_the_whole(self, amount: int, wanted: list[Decimal]) -> None:
        """No cent of a line's measure is lost or made, and none is further than one from its exact share."""
        shares, left = [], Decimal(1)
        for number, share in enumerate(wanted):
            shares.append(Share(f"S{number}", min(share, left)))
            left -= shares[-1].share
        parts = list(divided(amount, shares)) if shares else []
        if parts:
            assert sum(part for _, part in parts) == amount
            assert all(abs(part - amount * Fraction(one.share)) < 1 for one, part in parts)
