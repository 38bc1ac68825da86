"""The published laws and relations: our books and the model keep them, and each of them can be broken."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from attrs import evolve

from salessupport import Company, Desk, Facts
from salessupport.domain.values.money import Money
from salessupport.domain.values.split import split
from salessupport.testing.broken import DEFECTS, ForgetsOneLeg, RefusesTheLastUnit
from salessupport.testing.checks import Law, LawBroken, verify
from salessupport.testing.desk_system import DeskSystem
from salessupport.testing.events import Issue, Place, Receive, Refund
from salessupport.testing.laws import laws
from salessupport.testing.model import NaiveModel
from salessupport.testing.office_laws import office_laws, open_desk
from salessupport.testing.oracles import shared
from salessupport.testing.relations import relations
from salessupport.testing.split_laws import split_laws
from salessupport.testing.stories import stories
from salessupport.testing.system import Account, OpenItem, Refused

LAWS = {law.id: law for law in (*laws(), *relations())}
CAUGHT_BY = {
    "PlacesOneTooMuch": "I2",
    "ForgetsOneLeg": "I5",
    "RewritesThePast": "I8",
    "SpendsARefundAgain": "rule-2",
    "AgesFromIssue": "I3",
    "LosesTheEdge": "rule-4",
    "HidesRefunds": "rule-1",
    "CreditsTwice": "I1",
    "RefusesTheLastUnit": "rule-2",
    "ForgetsOthers": "I1",
}


class BusyClerk(NaiveModel):
    """Refuses a second command of a day once two customers are in the books."""

    def receive(self, receipt: str, *, customer: str, amount: int, on: date) -> None:
        """Take money of the customer who came first that day, only."""
        todays = [event.customer for event in self.events if isinstance(event, Issue | Receive) and event.on == on]
        if todays and todays[0] != customer:
            raise Refused("come back tomorrow")
        super().receive(receipt, customer=customer, amount=amount, on=on)


class NoSmallMoney(NaiveModel):
    """Forgets receipts of less than half a unit of a hundred, so halves of a receipt are less than the whole."""

    def unapplied(self, as_of: date) -> dict[str, int]:
        """Answer without small receipts."""
        amounts = {event.receipt: event.amount for event in self.seen(Receive, as_of)}
        return {name: left for name, left in super().unapplied(as_of).items() if amounts[name] >= 100}


class RoundsUp(NaiveModel):
    """Shows what is open rounded up to five units, so scaled books differ."""

    def open_items(self, as_of: date) -> dict[str, OpenItem]:
        """Answer in steps of five."""
        return {name: evolve(item, open=-(-item.open // 5) * 5) for name, item in super().open_items(as_of).items()}


class KnowsNoFarYear(NaiveModel):
    """Ages by a calendar that ends in 2100."""

    def open_items(self, as_of: date) -> dict[str, OpenItem]:
        """Answer without buckets after the end of the calendar."""
        return {
            name: evolve(item, bucket=item.bucket if as_of.year < 2100 else 9)
            for name, item in super().open_items(as_of).items()
        }


class MixesCustomers(NaiveModel):
    """Adds the documents of all customers to every statement."""

    def statement(self, customer: str, *, first: date, last: date) -> Account:
        """Answer with everybody's closing."""
        owners = {event.customer for event in self.events if isinstance(event, Issue | Receive)}
        closings = [super(MixesCustomers, self).statement(one, first=first, last=last).closing for one in owners]
        return evolve(super().statement(customer, first=first, last=last), closing=sum(closings))


class TakesTwice(NaiveModel):
    """Does a command under a used id once more."""

    def _new(self, name: str, amount: int, on: date) -> None:
        """Refuse nothing but amounts that are none."""
        if amount <= 0:
            raise Refused(name)


class SortsByName(NaiveModel):
    """Shows the item whose id comes first as overdue."""

    def open_items(self, as_of: date) -> dict[str, OpenItem]:
        """Answer with a bucket that hangs on names."""
        items = super().open_items(as_of)
        return {name: evolve(item, bucket=int(name == min(items))) for name, item in items.items()}


class PunishesGenerosity(NaiveModel):
    """Opens an invoice by a unit when money of an even amount is left beside it."""

    def open_items(self, as_of: date) -> dict[str, OpenItem]:
        """Answer with what hangs on the money left."""
        odd = any(left % 2 for left in self.unapplied(as_of).values())
        return {name: evolve(item, open=item.open + odd) for name, item in super().open_items(as_of).items()}


BROKEN_RELATIONS: dict[str, Callable[[], NaiveModel]] = {
    "M1": BusyClerk,
    "M3": NoSmallMoney,
    "M5": RoundsUp,
    "M7": KnowsNoFarYear,
    "M8": MixesCustomers,
    "M9": ForgetsOneLeg,
    "M10": TakesTwice,
    "M14": SortsByName,
    "M15": PunishesGenerosity,
}


class TestReceivablesLaws:
    @pytest.mark.parametrize("law", LAWS.values(), ids=str)
    def test_our_books_keep_it(self, law: Law) -> None:
        """A desk keeps every law and relation."""
        verify(law, DeskSystem, examples=25)

    @pytest.mark.parametrize("law", LAWS.values(), ids=str)
    def test_the_model_keeps_it(self, law: Law) -> None:
        """The naive model keeps every law and relation."""
        verify(law, NaiveModel, examples=40)

    @pytest.mark.parametrize("name", DEFECTS)
    def test_every_defect_breaks_a_law(self, name: str) -> None:
        """A system with one defect is caught by the law that speaks of it."""
        with pytest.raises(LawBroken, match=f"^{CAUGHT_BY[name]}: "):
            verify(LAWS[CAUGHT_BY[name]], DEFECTS[name])

    def test_every_law_catches_a_defect(self) -> None:
        """No law is without a defect that it catches."""
        assert {law.id for law in laws()} == set(CAUGHT_BY.values())

    @pytest.mark.parametrize("relation", BROKEN_RELATIONS)
    def test_every_relation_can_be_broken(self, relation: str) -> None:
        """For each relation there is a system that breaks it."""
        with pytest.raises(LawBroken, match=f"^{relation}: "):
            verify(LAWS[relation], BROKEN_RELATIONS[relation], examples=200)

    def test_every_relation_is_tried(self) -> None:
        """No relation is without a system that breaks it."""
        assert {relation.id for relation in relations()} == set(BROKEN_RELATIONS)


class TestForm:
    def test_ids_are_unique_and_sentences_end(self) -> None:
        """Each law has its own id among its kind, a sentence and a source."""
        for kind in ((*laws(), *relations()), split_laws(), office_laws()):
            assert len({law.id for law in kind}) == len(kind)
            assert all(law.sentence.endswith(".") and law.source for law in kind)

    def test_a_broken_law_tells_the_shortest_story(self) -> None:
        """The error is the law, what was found, and the smallest story, line by line; the same each time."""
        texts = set()
        for _ in range(2):
            with pytest.raises(LawBroken) as error:
                verify(LAWS["I5"], ForgetsOneLeg)
            texts.add(str(error.value))
        (text,) = texts
        assert text.splitlines() == [
            "I5: To place and to take back is to do nothing.",
            "2026-01-05  there1: 100 of R2 placed on F1, and taken back: open of F1: none, not 100 of C1 in bucket 0",
            "in",
            "2026-01-05  invoice F1 of 100 to C1, due 2026-01-05",
            "2026-01-05  receipt R2 of 100 from C1",
        ]

    def test_the_case_can_be_kept(self) -> None:
        """The error carries the law's id and the story, which breaks the law again."""
        with pytest.raises(LawBroken) as error:
            verify(LAWS["I5"], ForgetsOneLeg)
        assert error.value.law == "I5"
        with pytest.raises(LawBroken):
            LAWS["I5"].check(ForgetsOneLeg, error.value.case)
        LAWS["I5"].check(NaiveModel, error.value.case)

    def test_the_page_lists_every_law(self) -> None:
        """The guide has a row for each law and relation, with its sentence, and no other."""
        page = (Path(__file__).parents[2] / "docs" / "integrators" / "verify-your-rules.md").read_text("utf-8")
        rows = re.findall(r"^\| ([^|]+) \| (.+) \|$", page, flags=re.MULTILINE)[2:]
        assert rows == [(law.id, law.sentence) for law in LAWS.values()]

    def test_refusing_what_is_allowed_is_told(self) -> None:
        """A system that refuses an event of a valid story breaks the law with its own words."""
        with pytest.raises(LawBroken, match=r"what is allowed was refused: R[0-9] would be used up"):
            verify(LAWS["rule-2"], RefusesTheLastUnit)

    def test_own_cases_may_be_given(self) -> None:
        """`cases` replaces the drawn ones: one customer, no refunds, anything that the author needs."""
        short = stories(max_events=1)
        verify(LAWS["I5"], ForgetsOneLeg, cases=short)
        with pytest.raises(LawBroken):
            verify(LAWS["rule-1"], DEFECTS["HidesRefunds"], cases=stories().filter(_has_refund), examples=20)


def _has_refund(story: Sequence[object]) -> bool:
    return any(isinstance(event, Refund) for event in story) and not any(isinstance(event, Place) for event in story)


class TestSplitLaws:
    @pytest.mark.parametrize("law", split_laws(), ids=str)
    def test_ours_and_the_oracle_keep_it(self, law: Law) -> None:
        """The product's split and the oracle's keep every law."""
        verify(law, split)
        verify(law, shared)

    @pytest.mark.parametrize("law", split_laws(), ids=str)
    def test_it_can_be_broken(self, law: Law) -> None:
        """Cutting down, giving the rest to the last, and sorting by type of list break one law each."""

        def cut(total: int, weights: Sequence[int]) -> list[int]:
            return [total * weight // sum(weights) for weight in weights]

        def last(total: int, weights: Sequence[int]) -> list[int]:
            parts = cut(total, weights)
            return [*parts[:-1], total - sum(parts[:-1])]

        rules = {"I4": cut, "I4-near": last, "rule-3": last}
        with pytest.raises(LawBroken, match=r"split by "):
            verify(law, rules[law.id])


class Lying(Desk):
    """A desk whose answers are a little off."""

    def contract(self, contract_id: str, **when: object) -> object:
        """Say a cent too much."""
        view = super().contract(contract_id, **when)
        return evolve(view, amount=view.amount + Money(1, view.amount.currency))

    def ageing(self, **when: object) -> object:
        """Show each customer's last item twice, and what is recorded late always."""
        answer = super().ageing(**{name: one for name, one in when.items() if name != "known_at"})
        doubled = tuple(evolve(one, items=(*one.items, *one.items[-1:])) for one in answer.customers)
        return evolve(answer, customers=doubled, known_at=when.get("known_at"))

    def order(self, order_id: str, **when: object) -> object:
        """Forget a delivered piece."""
        view = super().order(order_id, **when)
        lines = tuple(evolve(line, delivered=max(line.delivered - 1, Decimal(0))) for line in view.lines)
        return evolve(view, lines=lines)

    def reconcile(self, customer: str, theirs: object, **when: object) -> object:
        """Leave out what only they have."""
        return evolve(super().reconcile(customer, theirs, **when), theirs_only=())


class FirstRowCounts(Desk):
    """A desk that ages nothing of the customer in the first row."""

    def ageing(self, **when: object) -> object:
        """Leave a customer out."""
        answer = super().ageing(**when)
        first = self.history.facts.customers[0].id
        return evolve(answer, customers=tuple(one for one in answer.customers if one.customer != first))


def opened_by(kind: type[Desk]) -> Callable[[Company, Facts, date], Desk]:
    """Open another desk on books."""

    def opened(company: Company, facts: Facts, today: date) -> Desk:
        desk = open_desk(company, facts, today)
        return kind(desk.history, store=desk.store, clock=desk.clock)

    return opened


class TestOfficeLaws:
    @pytest.mark.parametrize("law", office_laws(), ids=str)
    def test_our_desk_keeps_it(self, law: Law) -> None:
        """A desk keeps every law about whole books."""
        verify(law, open_desk, examples=30)

    @pytest.mark.parametrize("law", office_laws(), ids=str)
    def test_it_can_be_broken(self, law: Law) -> None:
        """An office that lies about what the law speaks of breaks it, and its books are told."""
        with pytest.raises(LawBroken, match=r"Customer: id=C1"):
            verify(law, opened_by(FirstRowCounts if law.id in ("M14", "rule-8-all") else Lying), examples=60)
