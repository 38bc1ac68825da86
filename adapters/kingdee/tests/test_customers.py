"""Customers: set under their own number, nothing of what people entered is lost."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve
from salessupport.domain.facts import Customer
from salessupport.spi import errors
from salessupport.spi.outcomes import Ref, Version
from salessupport.testing.faults import ON_THE_WIRE, Fault

from kingdee_lab import Lab, key, last, read

CUSTOMER = Customer(id="C9", name="O'Brien 某某有限公司", tax_id="91370200", phone="0532")


def stored(lab: Lab, number: str) -> Any:
    """A customer as it stands there."""
    return lab.fake.books.get("BD_Customer", number)


class TestUpsert:
    def test_new(self) -> None:
        """A new customer is entered, audited, found by its key and read back."""
        lab = Lab()
        with lab.customers() as port:
            done = port.upsert(CUSTOMER, key=key("C9"))
            assert (done.remote_ref, done.replayed) == (Ref("customers", "C9"), False)
            assert port.find(key("C9")).remote_ref == done.remote_ref
            assert port.get(done.remote_ref)[0] == CUSTOMER
            assert port.upsert(CUSTOMER, key=key("C9")).replayed

    def test_keeps_what_people_entered(self) -> None:
        """Setting a customer keeps its bank accounts, and fields that we do not give."""
        lab = Lab()
        stored(lab, "C1").values["FADDRESS"] = "青岛"
        with lab.customers() as port:
            port.upsert(Customer(id="C1", name="新名称"), key=key("C1"))
            read_back = port.get(Ref("customers", "C1"))[0]
        assert (read_back.name, read_back.address) == ("新名称", "青岛")
        assert [line["FBANKCODE"] for line in stored(lab, "C1").lines["FT_BD_CUSTBANK"]] == ["6222"]
        assert stored(lab, "C1").status == "C"

    def test_expected_version(self) -> None:
        """A customer that changed meanwhile is left alone, and the version there is named."""
        lab = Lab()
        with lab.customers() as port:
            customer, seen = port.get(Ref("customers", "C1"))
            with pytest.raises(errors.VersionConflict) as caught:
                port.upsert(evolve(customer, name="X"), key=key("C1"), expect=Version("passed"))
            assert caught.value.context["current"] == seen.mark
            port.upsert(evolve(customer, name="Y"), key=key("C1"), expect=seen)
            assert port.get(Ref("customers", "C1"))[1] != seen
            with pytest.raises(errors.RemoteNotFound):
                port.upsert(CUSTOMER, key=key("C9"), expect=seen)
            with pytest.raises(errors.RemoteNotFound):
                port.get(Ref("customers", "NOBODY"))

    @pytest.mark.parametrize("fair", range(8))
    def test_change_under_faults(self, fair: int) -> None:
        """A change that is struck anywhere ends with the customer in force, once, as it was meant."""
        for fault in [Fault(kind, late=late) for kind in ON_THE_WIRE for late in (False, True)]:
            lab = Lab()
            with lab.customers() as port:
                lab.weather.forecast((*([None] * fair), fault))
                changed = Customer(id="C1", name="新名称")
                for _ in range(3):
                    try:
                        port.upsert(changed, key=key("C1"))
                        break
                    except errors.AdapterError:
                        lab.later(minutes=2)
                lab.weather.clear()
                assert stored(lab, "C1").status == "C", str(fault)
                assert stored(lab, "C1").values["FName"] == "新名称"
                assert port.find(key("C1")) is not None

    def test_submitted_by_a_person(self) -> None:
        """A customer that waits for a person's audit with other values is left to that person."""
        lab = Lab()
        model = {"FNumber": "C9", "FName": "Other", "FUseOrgId": {"FNumber": "100"}}
        bill = lab.fake.people.put("BD_Customer", model, audited=False)
        lab.fake.books.operate("Submit", bill.shape, "C9")
        with lab.customers() as port, pytest.raises(errors.InvalidRemoteInput):
            port.upsert(CUSTOMER, key=key("C9"))
        assert stored(lab, "C9").values["FName"] == "Other"


class TestFeed:
    def test_renamed_there(self) -> None:
        """A customer whom a person renames is handed over again, in another version."""
        lab = Lab()
        with lab.customers() as port:
            changes, cursor = read(port)
            before = last(changes, "customers", "C1")
            lab.later(days=1)
            stored(lab, "C1").values |= {"FName": "改名", "FModifyDate": lab.fake.books.now()}
            after = last(read(port, cursor)[0], "customers", "C1")
        assert (after.ref, after.version == before.version) == (before.ref, False)
        assert after.rows["customers"][0].name == "改名"  # type: ignore[attr-defined]

    def test_products(self) -> None:
        """Materials are read as products."""
        with Lab().customers() as port:
            changes, _ = read(port, kinds=["products"])
        assert {change.ref.id for change in changes} == {"P1", "P2"}
