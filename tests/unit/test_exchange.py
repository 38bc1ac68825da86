"""Foreign items: revaluation of what is open, and the difference realised when it is paid (Conventions 13)."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from attrs import evolve

from salessupport.books.reader import read_books
from salessupport.books.writer import write_books
from salessupport.desk import Desk
from salessupport.domain.values.money import Money
from salessupport.domain.values.policies import Policies
from small_office import adjustment, customer, day, invoice, office, receipt, row, yuan


def euro_office() -> Desk:
    """A customer owing 1,000.00 EUR at 7.80, revalued by -100.00 CNY at the end of September, paying at 7.90."""
    eur = Money.parse("1000.00", "EUR")
    owed = evolve(invoice("I-1", "1.00"), gross=eur, currency="EUR", rate=Decimal("7.80"))
    paid = evolve(receipt("R-1", "1.00"), amount=eur, currency="EUR", rate=Decimal("7.90"))
    return office(
        policies=Policies(allocation="explicit"),
        customers=[customer(currency="EUR")],
        invoices=[owed],
        receipts=[paid],
        adjustments=[adjustment("X-1", "fx", "-100.00", "I-1", on="09-30")],
        allocations=[row("A-1", "R-1", "I-1")],
    )


class TestRevaluation:
    def test_changes_what_the_open_part_is_carried_at(self):
        """An fx row carries the open amount at more or less from its day on, and moves no euro."""
        desk = euro_office()
        assert desk.invoice("I-1", as_of=day("09-29")).open_company == yuan("7800.00")
        revalued = desk.invoice("I-1", as_of=day("09-30"))
        assert (revalued.open, revalued.open_company) == (Money.parse("1000.00", "EUR"), yuan("7700.00"))

    def test_what_is_realised_is_measured_from_it(self):
        """I15: paid in full in its currency it carries nothing; the gain is worth less carrying amount."""
        paid = euro_office().invoice("I-1")
        assert (paid.closed, paid.open_company, paid.realised) == (True, yuan("0.00"), yuan("200.00"))

    def test_keeps_the_controls_equal(self, tmp_path: Path):
        """A month with a revaluation and a realised difference closes with every control equal."""
        for month in ("2026-09", "2026-10"):
            answer = euro_office().close(month, out=tmp_path / month)
            assert all(control.equal for control in answer.controls)

    def test_is_in_company_currency_in_books_too(self, tmp_path: Path):
        """The amount of an fx row is read and written in the company's currency, though its invoice is in another."""
        desk = euro_office()
        write_books(tmp_path / "books", desk.company, desk.history.facts)
        assert read_books(tmp_path / "books").facts == desk.history.facts
