"""Customers entered twice: found, refused on intake by their tax number, merged under a name (CU-02)."""

from __future__ import annotations

from pathlib import Path

import pytest

from salessupport.domain.values.errors import Conflict, MissingField, NotFound
from small_office import customer, office

TAX = "91310000MA1FL0XX8R"
HEADER = "id,name,tax_id\n"


def file(folder: Path, text: str) -> Path:
    """A file of customers."""
    path = folder / "customers.csv"
    path.write_text(HEADER + text, encoding="utf-8")
    return path


class TestIntake:
    def test_of_a_tax_number_that_is_there_is_refused(self, tmp_path: Path) -> None:
        """One legal person is not entered twice, whatever its name."""
        desk = office(customers=[customer("C-1", tax_id=TAX)])
        with pytest.raises(Conflict, match=r"customer\.exists"):
            desk.intake(file(tmp_path, f"C-9,Another Name Ltd,{TAX}\n"))

    def test_of_a_similar_name_is_taken_with_a_warning(self, tmp_path: Path) -> None:
        """A name that differs in form only is told of; the clerk decides."""
        desk = office(customers=[customer("C-1"), customer("C-2")])
        first = desk.intake(file(tmp_path, "C-8,上海甲乙丙机械设备有限公司,\n"))
        assert first.findings == ()
        again = desk.intake(file(tmp_path, "C-9,甲乙丙机械设备（上海）有限公司,\n"))
        assert "customer.similar" in {finding.code for finding in again.findings}
        assert [(one.first, one.second) for one in desk.duplicates().candidates] == [("C-8", "C-9")]

    def test_of_two_new_ones_alike_tells_of_one(self, tmp_path: Path) -> None:
        """Of two new rows that are alike the later id is told of."""
        rows = "C-8,上海甲乙丙机械设备有限公司,\nC-9,上海甲乙丙机械设备有限公司,\n"
        found = office().intake(file(tmp_path, rows), dry_run=True).findings
        assert [finding.context["id"] for finding in found if finding.code == "customer.similar"] == ["C-9"]


class TestMerging:
    def test_keeps_both_and_settles_the_pair(self) -> None:
        """Nothing is rewritten: a row says who stands for whom, and the pair is no candidate any more."""
        named = [customer("C-1"), customer("C-2")]
        desk = office(customers=[*named, customer("C-3", tax_id=TAX), customer("C-4", tax_id=TAX)])
        assert len(desk.duplicates().candidates) == 1
        desk.merge("C-3", "C-4", by="韩", reason="同一税号")
        assert desk.duplicates().candidates == ()
        assert len(desk.history.facts.customers) == 4

    def test_in_a_ring_is_refused(self) -> None:
        """A customer that stands for another is not merged into it."""
        desk = office()
        desk.merge("C-1", "C-2", by="韩", reason="重复")
        with pytest.raises(Conflict):
            desk.merge("C-2", "C-1", by="韩", reason="重复")

    def test_needs_a_name_a_reason_and_customers(self) -> None:
        """Nobody, no reason or an unknown customer: refused."""
        desk = office()
        with pytest.raises(MissingField):
            desk.merge("C-1", "C-2", by=" ", reason="x")
        with pytest.raises(MissingField):
            desk.merge("C-1", "C-2", by="韩", reason="")
        with pytest.raises(NotFound):
            desk.merge("C-1", "C-9", by="韩", reason="x")
