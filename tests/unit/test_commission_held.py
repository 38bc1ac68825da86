"""Above a target, and held until a contract's tail is in: figures worked by hand, and wherever they are shown."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from click.testing import CliRunner
from openpyxl import load_workbook

from salessupport.cli.main import main
from salessupport.cli.show import show
from salessupport.desk import Desk
from salessupport.desk.store import MemoryStore
from salessupport.domain.consistency import pay as checks
from salessupport.domain.facts import (
    AcceptanceBill,
    Adjustment,
    BillEvent,
    CommissionPlan,
    CommissionTier,
    Contract,
    Facts,
    Instalment,
    Salesperson,
    Target,
)
from salessupport.domain.history import History
from salessupport.domain.pay.commission import CommissionStatement
from salessupport.domain.pay.credited import Snapshot
from salessupport.domain.pay.plans import Terms
from salessupport.domain.pay.retention import is_retained
from salessupport.domain.pay.settlement import settled, settlement_controls
from salessupport.domain.values.dates import Period
from salessupport.domain.values.money import Money, SignedMoney, total
from salessupport.domain.values.policies import Company, Policies
from small_office import TODAY, customer, day, invoice, receipt, row, yuan
from small_orders import line, order

NOW = datetime(2026, 11, 3, 9, tzinfo=UTC)
BALANCE = ("earned", "clawback", "held", "released", "payout")


def plan(**more: Any) -> CommissionPlan:
    """A monthly plan on collected net."""
    given = {"id": "P", "basis": "collected", "measure": "net", "tiers": "marginal", "period": "month", **more}
    return CommissionPlan(
        **{key: Decimal(value) if key in ("accelerator", "hold_back") else value for key, value in given.items()}
    )


def tier(start: str, rate: str) -> CommissionTier:
    """A tier of the plan."""
    return CommissionTier(plan="P", from_amount=yuan(start), rate=Decimal(rate))


def target(amount: str, **more: Any) -> Target:
    """A target of S in February for what the plan counts."""
    given = {"salesperson": "S", "period": "2026-02", "measure": "collected net", **more}
    return Target(**given, amount=yuan(amount))


def desk(**tables: Any) -> Desk:
    """An office of S with tiers 1 % and from 1000.00 on 2 %, and contract H of 1000.00 with a tail of 100.00."""
    tails = (
        Instalment(contract="H", no=1, trigger="signing", share=Decimal("0.9")),
        Instalment(contract="H", no=2, trigger="acceptance", share=Decimal("0.1"), is_retention=True),
    )
    rows = {
        "customers": (customer("C-1", salesperson="S"),),
        "salespeople": (Salesperson(id="S", name="冯业务", plan="P"),),
        "commission_plans": (plan(),),
        "commission_tiers": (tier("0.00", "0.01"), tier("1000.00", "0.02")),
        "contracts": (Contract(id="H", customer="C-1", signed_on=day("01-02"), amount=yuan("1000.00")),),
        "instalments": tails,
        **tables,
    }
    facts = Facts(**{name: tuple(values) for name, values in rows.items()})
    company = Company(name="Example Trading", policies=Policies(allocation="explicit", tolerance=Decimal("0.05")))
    return Desk(History(company, facts), store=MemoryStore(), clock=lambda: TODAY)


def sold(*parts: tuple[str, str, str, str | None]) -> dict[str, Any]:
    """Invoices without tax: what, how much, paid on which day, of which contract; each in full by one receipt."""
    return {
        "invoices": [
            invoice(name, gross, on="01-05", net=yuan(gross), tax=yuan("0.00"), contract=contract)
            for name, gross, _, contract in parts
        ],
        "receipts": [receipt(f"R-{name}", gross, on=on) for name, gross, on, _ in parts],
        "allocations": [row(f"A-{name}", f"R-{name}", name, on=on) for name, _, on, _ in parts],
    }


def statement(of: Desk, period: str = "2026-02") -> CommissionStatement:
    """The statement of S."""
    return of.commission(period).statements[0]


def figures(of: Desk, period: str, *names: str) -> list[str]:
    """Figures of a statement as text."""
    one = statement(of, period)
    return [str(getattr(one, name)) for name in names or BALANCE]


class TestAboveATarget:
    @pytest.mark.parametrize(("mode", "lines"), [
        ("marginal", [(1, "600.00", "6.00"), (1, "400.00", "6.00"), (2, "500.00", "12.50")]),
        ("whole", [(2, "600.00", "12.00"), (2, "900.00", "22.50")]),
    ])  # fmt: skip
    def test_the_part_above_earns_more(self, mode: str, lines: list[tuple[int, str, str]]) -> None:
        """1500.00 against a target of 600.00: from there on half a percent more, in whatever tier it lies."""
        of = desk(commission_plans=[plan(tiers=mode, accelerator="0.005")], targets=[target("600.00")],
                  **sold(("I-1", "1500.00", "02-03", None)))  # fmt: skip
        shown = statement(of).lines
        assert [(one.tier, str(one.base), str(one.amount)) for one in shown] == lines
        assert [one.accelerated for one in shown] == [False] + [True] * (len(lines) - 1)
        assert shown[-1].rate == Decimal("0.025")

    @pytest.mark.parametrize(
        ("other", "earned"),
        [
            ({}, "27.50"),
            ({"measure": "collected"}, "27.50"),
            ({"measure": "invoiced net"}, "20.00"),
            ({"measure": "collected gross"}, "20.00"),
            ({"period": "2026-03"}, "20.00"),
            ({"period": "2026Q1"}, "20.00"),
            ({"salesperson": "T"}, "20.00"),
            ({"salesperson": None}, "20.00"),
        ],
    )
    def test_whose_and_which_target(self, other: dict[str, Any], earned: str) -> None:
        """The target is the person's own, of the plan's period and of what it counts; without one nothing is added."""
        of = desk(commission_plans=[plan(accelerator="0.0075")], targets=[target("500.00", **other)],
                  **sold(("I-1", "1500.00", "02-03", None)))  # fmt: skip
        answer = of.commission("2026-02")
        assert str(answer.statements[0].earned) == earned
        missing = [one.code for one in answer.findings]
        assert missing == ([] if earned == "27.50" else ["commission.no_target"])

    def test_of_two_alike_the_higher(self) -> None:
        """Two spellings of one target: the higher holds; a target of another currency is none."""
        both = [
            target("500.00"),
            target("1400.00", measure="collected"),
            evolve(target("1.00"), amount=Money(1, "EUR")),
        ]
        of = desk(commission_plans=[plan(accelerator="0.01")], targets=both,
                  **sold(("I-1", "1500.00", "02-03", None)))  # fmt: skip
        assert figures(of, "2026-02", "earned") == ["21.00"]

    def test_a_target_of_zero_and_a_base_below(self) -> None:
        """Above zero everything is accelerated; below zero the first tier's own rate takes back."""
        back = row("B", "R-I-1", "I-1", on="03-02", reverses="A-I-1")
        sale = sold(("I-1", "1000.00", "02-03", None))
        late = plan(accelerator="0.01", clawback="in_period")
        goals = [target("0.00"), target("0.00", period="2026-03")]
        of = desk(commission_plans=[late], targets=goals, **{**sale, "allocations": [*sale["allocations"], back]})
        assert [figures(of, name, "earned") for name in ("2026-02", "2026-03")] == [["20.00"], ["-10.00"]]

    def test_what_lies_in_no_tier(self) -> None:
        """Before the first tier there is no rate that could be raised; below zero the first tier's holds."""
        of = desk(commission_plans=[plan(accelerator="0.01")], targets=[target("100.00")],
                  commission_tiers=[tier("500.00", "0.01")], **sold(("I-1", "600.00", "02-03", None)))  # fmt: skip
        assert [(one.tier, str(one.amount)) for one in statement(of).lines] == [(None, "0.00"), (1, "2.00")]

    def test_a_target_set_later_is_clawback(self) -> None:
        """A closed statement stays; the month that comes to know the target has the difference, signed."""
        of = desk(commission_plans=[plan(accelerator="0.01")], targets=[target("400.00", recorded_on=day("04-02"))],
                  **sold(("I-1", "1000.00", "02-03", None)))  # fmt: skip
        assert [figures(of, name, "earned", "clawback") for name in ("2026-02", "2026-04")] == [
            ["10.00", "0.00"], ["0.00", "6.00"]]  # fmt: skip

    def test_rates_out_of_range(self) -> None:
        """Both columns are ratios from 0 to 1."""
        of = desk(commission_plans=[plan(accelerator="13", hold_back="-0.1")])
        found = [(one.code, one.column) for one in checks.faults(of.history)]
        assert found == [("commission.rate", "accelerator"), ("commission.rate", "hold_back")]

    def test_explained(self) -> None:
        """The trace names the step, and the paragraph the target and what is paid above it."""
        of = desk(commission_plans=[plan(accelerator="0.005")], targets=[target("600.00")],
                  **sold(("I-1", "1500.00", "02-03", None)))  # fmt: skip
        zh, en = of.explain("2026-02:S").told
        assert "基数超过指标 600.00 元的部分，各档比例加 0.5%。" in zh
        assert "第 2 档超过指标部分（1,000.00 以上，2.5%，其中加速 0.5%）：500.00 元，提成 12.50 元。" in zh
        assert "On what of the base is above your target of 600.00 every tier pays 0.5% more." in en
        assert "Tier 2 above the target (from 1,000.00 on, 2.5%, 0.5% of it for being above)" in en
        assert of.explain("2026-02:S:2").because[0].what == "earned in tier 1 above the target after it"
        aimless = evolve(of.history.facts, targets=())
        told = Desk(History(of.history.company, aimless), store=MemoryStore(), clock=lambda: TODAY).explain("2026-02:S")
        assert "Without a target nothing is accelerated (by 0.5%)." in told.told[1]


class TestHeldBack:
    SOLD = sold(("I-1", "900.00", "02-03", "H"), ("I-2", "100.00", "05-04", "H"), ("I-3", "300.00", "02-05", None))

    def test_until_the_tail_is_in(self) -> None:
        """30 % of what contract H earned waits; what is of no contract is paid; May frees it with the tail's own."""
        of = desk(commission_plans=[plan(hold_back="0.3")], **self.SOLD)
        assert [figures(of, name) for name in ("2026-02", "2026-03", "2026-05", "2026-06")] == [
            ["14.00", "0.00", "2.70", "0.00", "11.30"],
            ["0.00", "0.00", "0.00", "0.00", "0.00"],
            ["1.00", "0.00", "0.00", "2.70", "3.70"],
            ["0.00", "0.00", "0.00", "0.00", "0.00"],
        ]
        first, quiet, freed, after = (statement(of, f"2026-0{month}").holds for month in (2, 3, 5, 6))
        assert [(one.contract, str(one.was), str(one.held)) for one in (*first, *quiet, *freed)] == [
            ("H", "0.00", "2.70"), ("H", "2.70", "2.70"), ("H", "2.70", "0.00")]  # fmt: skip
        assert after == ()

    def test_what_is_taken_back_takes_its_share_out_of_what_is_held(self) -> None:
        """A credit note of 400.00 on H takes 7.00 of commission: 2.10 of it were held, 4.90 were paid."""
        note = invoice("N", "400.00", on="03-02", kind="credit_note", original="I-1", net=yuan("400.00"),
                       tax=yuan("0.00"))  # fmt: skip
        given = {**self.SOLD, "invoices": [*self.SOLD["invoices"], note]}
        of = desk(commission_plans=[plan(basis="invoiced", hold_back="0.3")], **given)
        assert figures(of, "2026-01", "earned", "held") == ["16.00", "3.00"]
        assert figures(of, "2026-03") == ["0.00", "-7.00", "0.00", "2.10", "0.00"]

    def test_what_the_cap_leaves(self) -> None:
        """What the cap takes it takes of all in proportion: 7.00 of 14.00 are lost, and half as much is held."""
        of = desk(commission_plans=[plan(hold_back="0.3", cap=yuan("7.00"))], **self.SOLD)
        assert figures(of, "2026-02") == ["7.00", "0.00", "1.35", "0.00", "5.65"]

    def test_nothing_of_contracts_without_a_tail(self) -> None:
        """No retention among the instalments, a contract nobody recorded, no share to hold: nothing waits."""
        plain = Instalment(contract="H", no=1, trigger="signing", share=Decimal(1))
        for tables in ({"instalments": [plain]}, {"contracts": []}, {"commission_plans": [plan(hold_back="0")]}):
            of = desk(**{"commission_plans": [plan(hold_back="0.3")], **self.SOLD, **tables})
            assert figures(of, "2026-02", "held", "payout") == ["0.00", "14.00"]

    def test_the_versions_shares_are_their_own(self) -> None:
        """Each version's share is its own: what an earlier one held waits under a later one that holds nothing."""
        first = plan(version=1, hold_back="0.5")
        then = plan(version=2, valid_from=day("05-01"))
        of = desk(commission_plans=[first, then], **self.SOLD)
        assert figures(of, "2026-02", "held") == ["4.50"]
        assert figures(of, "2026-05", "earned", "released", "payout") == ["1.00", "4.50", "5.50"]

    def test_nobody_knew_the_plan_for_a_while(self) -> None:
        """Months of a version that is entered later earn later; what is held waits meanwhile."""
        quarterly = plan(version=2, valid_from=day("04-01"), period="quarter", hold_back="0.3")
        monthly = plan(version=3, valid_from=day("04-01"), hold_back="0.3", recorded_on=day("06-10"))
        of = desk(commission_plans=[plan(version=1, hold_back="0.3"), quarterly, monthly], **self.SOLD)
        assert figures(of, "2026-06", "clawback", "released", "payout") == ["1.00", "2.70", "3.70"]

    def test_orders(self) -> None:
        """Counted when ordered, an order of the contract is held as well."""
        taken = order(contract="H", ordered_on=day("02-02"), confirmed_on=day("02-02"))
        of = desk(
            commission_plans=[plan(basis="ordered", hold_back="0.5")], orders=[taken], order_lines=[line(qty="1")]
        )
        assert figures(of, "2026-02", "earned", "held", "payout") == ["1.00", "0.50", "0.50"]

    def test_a_contract_known_later(self) -> None:
        """A document whose order, and so its contract, is recorded later is held from then on and earns no more."""
        sale = sold(("I-1", "900.00", "02-03", None))
        papers = [evolve(sale["invoices"][0], order="O-1")]
        of = desk(commission_plans=[plan(hold_back="0.3")], orders=[order(contract="H", recorded_on=day("04-02"))],
                  **{**sale, "invoices": papers})  # fmt: skip
        assert [figures(of, f"2026-0{month}") for month in (2, 4)] == [
            ["9.00", "0.00", "0.00", "0.00", "9.00"], ["0.00", "0.00", "2.70", "0.00", "0.00"]]  # fmt: skip
        assert figures(of, "2026-04", "carried_out") == ["-2.70"]


def retained(on: str, **tables: Any) -> bool:
    """Whether H's tail is out on a day."""
    return is_retained(Snapshot.of(desk(**tables).history, day(on)), "H")


class TestTheTail:
    def test_money_for_it_or_for_all(self) -> None:
        """Money that names the tail, or that is enough for everything before it; not money for another instalment."""
        papers = [invoice("I-1", "1000.00", on="01-05", contract="H")]
        cases = (("100.00", "H:2", False), ("99.99", "H:2", True), ("900.00", "H:1", True), ("999.94", "I-1", True),
                 ("999.95", "I-1", False), ("1000.00", "I-1", False))  # fmt: skip
        for amount, to, out in cases:
            money = {"receipts": [receipt("R", amount, on="02-03")], "allocations": [row("A", "R", to, on="02-03")]}
            assert retained("02-03", invoices=papers, **money) is out
            assert retained("02-02", invoices=papers, **money)

    def test_money_that_waits_for_an_invoice(self) -> None:
        """An advance on the tail is money on it; a credit note on it is not."""
        money = {"receipts": [receipt("R", "100.00", on="02-03")], "allocations": [row("A", "R", "H:2", on="02-03")]}
        assert not retained("02-03", **money)
        note = invoice("N", "100.00", on="02-03", kind="credit_note")
        assert retained("02-03", invoices=[note], allocations=[row("A", "N", "H:2", on="02-03")])

    def test_a_bill_when_it_is_honoured(self) -> None:
        """Money of a bill is good from the day on which it is honoured."""
        tables = {
            "invoices": [invoice("I-2", "100.00", on="01-05", contract="H", instalment=2)],
            "bills": [AcceptanceBill(id="B", kind="bank_acceptance", face=yuan("100.00"), received_on=day("02-03"),
                                     customer="C-1")],
            "receipts": [receipt("R", "100.00", on="02-03", method="bill", bill="B")],
            "allocations": [row("A", "B", "I-2", on="02-03")],
            "bill_events": [BillEvent(bill="B", event="honoured", effective_on=day("04-05"))],
        }  # fmt: skip
        assert retained("04-04", **tables)
        assert not retained("04-05", **tables)

    def test_written_off(self) -> None:
        """What the tolerance writes off is not waited for; a tail that somebody writes off is not in."""
        papers = [invoice("I-2", "100.00", on="01-05", contract="H", instalment=2)]
        paid = {"receipts": [receipt("R", "99.96", on="02-03")], "allocations": [row("A", "R", "I-2", on="02-03")]}
        assert not retained("02-03", invoices=papers, **paid)
        gone = Adjustment(id="W", kind="write_off", customer="C-1", about="I-2", effective_on=day("02-03"),
                          amount=SignedMoney(yuan("100.00")))  # fmt: skip
        assert retained("02-03", invoices=papers, adjustments=[gone])

    def test_gone_again(self) -> None:
        """Money of the tail that is taken back leaves it out, and the share of what is earned is held once more."""
        sale = sold(("I-1", "900.00", "02-03", "H"), ("I-2", "100.00", "03-04", "H"))
        back = row("B", "R-I-2", "I-2", on="05-02", reverses="A-I-2")
        of = desk(commission_plans=[plan(hold_back="0.3")], **{**sale, "allocations": [*sale["allocations"], back]})
        assert [figures(of, f"2026-0{month}", "clawback", "held", "released") for month in (2, 3, 5)] == [
            ["0.00", "2.70", "0.00"], ["0.00", "0.00", "2.70"], ["-1.00", "2.70", "0.00"]]  # fmt: skip


TABLES = {
    "company.toml": 'name = "某某"\n[policies]\nallocation = "explicit"\n',
    "customers.csv": "id,name,salesperson\nC-1,某某,S\n",
    "salespeople.csv": "id,name,plan\nS,冯业务,P\n",
    "提成方案.csv": "方案编号,提成基数,计提口径,分档方式,期间,加速率,质保金到账前留存\n"
    "P,按回款,不含税金额,分段,月,0.5%,30%\n",
    "commission_tiers.csv": "plan,from_amount,rate\nP,0.00,1%\n",
    "contracts.csv": "id,customer,signed_on,amount\nH,C-1,2026-01-02,1000.00\n",
    "instalments.csv": "contract,no,trigger,share,is_retention\nH,1,signing,90%,no\nH,2,acceptance,10%,yes\n",
    "invoices.csv": "id,kind,customer,contract,issued_on,gross,net,tax,status\n"
    "I-1,invoice,C-1,H,2026-01-10,900.00,900.00,0.00,issued\nI-2,invoice,C-1,H,2026-01-10,100.00,100.00,0.00,issued\n",
    "receipts.csv": "id,customer,received_on,amount\nR-1,C-1,2026-02-01,900.00\nR-2,C-1,2026-05-04,100.00\n",
    "allocations.csv": "id,source,target,effective_on\nA-1,R-1,I-1,2026-02-01\nA-2,R-2,I-2,2026-05-04\n",
    "targets.csv": "salesperson,period,measure,amount\nS,2026-02,collected,500.00\n",
}


@pytest.fixture
def books(tmp_path: Path) -> Path:
    """A contract, its tail and a plan with both columns, as books."""
    folder = tmp_path / "books"
    folder.mkdir()
    for name, text in TABLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def run(*words: object, books: Path, of: Any = show) -> str:
    """What a command prints."""
    made = CliRunner().invoke(of, [*map(str, words), "--books", str(books)], catch_exceptions=False)
    assert made.exit_code == 0, made.output
    return " ".join(made.stdout.split())


class TestShown:
    def test_as_tables(self, books: Path) -> None:
        """Columns for what is held and released where there is any, a line for each contract, a mark above a target."""
        february, may = (run("commission", "--period", f"2026-0{month}", books=books) for month in (2, 5))
        assert "Held" in february
        assert "留存 held H → 3.30" in february
        assert "1+ 400.00 1.5 6.00" in february
        assert "above the target" in february
        assert "释放 released H → 0.00 3.30" in may
        quiet = run("commission", "--period", "2026-06", books=books)
        assert "Held" not in quiet

    def test_as_json(self, books: Path) -> None:
        """The answer has what is held, released and of which contract."""
        answer = json.loads(run("commission", "--period", "2026-05", "--json", books=books))["statements"][0]
        assert (answer["held"], answer["released"], answer["payout"]) == ("0.00", "3.30", "4.30")
        assert answer["holds"] == [{"contract": "H", "was": "3.30", "held": "0.00", "difference": "-3.30"}]

    def test_explained(self, books: Path) -> None:
        """The paragraph says what waits for which tail, and the tree adds up."""
        desk = Desk.open(books)
        held, freed = desk.explain("2026-02:S"), desk.explain("2026-05:S")
        assert "合同 H 的质保金未到账：其提成留存由 0.00 元变为 3.30 元，本期变动 3.30 元。" in held.told[0]
        assert "The retention of contract H is not in: of its commission 0.00 was held, now it is 3.30" in held.told[1]
        assert "- 本期留存 3.30 + 本期释放 0.00 = 应付 7.70" in held.told[0]
        assert "Nothing of contract H is held any longer: 3.30 is released." in freed.told[1]
        assert [str(one.amount) for one in freed.because] == ["1.00", "0.00", "0.00", "3.30"]
        assert freed.because[-1].because[0].fact == "contracts/H"

    def test_settled(self, books: Path) -> None:
        """The lines of a settlement still sum to what is paid; a released contract names its customer."""
        history = Desk.open(books).history
        for month, kind in (("2026-02", "held"), ("2026-05", "released")):
            found = settled(history, Period.month(month))
            (one,) = found.settlements
            assert total((each.amount for each in one.lines), "CNY") == one.statement.payout + one.statement.carried_out
            assert [(each.kind, each.document, each.customer) for each in one.lines][-1] == (kind, "H", "C-1")
            assert [control.equal for control in settlement_controls([found])] == [True]
        (quiet,) = settled(history, Period.month("2026-03")).settlements
        assert (quiet.lines, str(quiet.statement.holds[0].held)) == ((), "3.30")
        unsigned = evolve(history, facts=evolve(history.facts, contracts=()))
        assert settled(unsigned, Period.month("2026-02")).settlements[0].lines[-1].kind == "earned"

    def test_on_sheets(self, books: Path, tmp_path: Path) -> None:
        """The settlement has both columns and a formula with them; the person's own says the sum and the step."""
        desk = Desk.open(books, clock=lambda: NOW)
        desk.close("2026-02", out=tmp_path / "close", language="en")
        sheet = load_workbook(tmp_path / "close" / "commission.xlsx").worksheets[0]
        cells = [[cell.value for cell in line] for line in sheet.iter_rows()]
        (head,) = [line for line in cells if "Held" in line]
        (mine,) = [line for line in cells if line[0] == "S"]
        named = dict(zip(head, mine, strict=True))
        assert (named["Held"], named["Released"], named["Payout"]) == (3.3, 0, 7.7)
        assert str(named["Carried out"]).count("-") == 2
        (own,) = (tmp_path / "close" / "commission").iterdir()
        texts = {str(cell.value) for line in load_workbook(own).active.iter_rows() for cell in line}
        assert any("carried in 0.00 - held 3.30 + released 0.00 = payout 7.70 + carried out" in text for text in texts)
        assert {"Above target", "Held back"} <= texts

    def test_tried(self, books: Path, tmp_path: Path) -> None:
        """What if nothing were held: payouts differ, what is earned does not, and a column says why."""
        proposal = tmp_path / "plan.toml"
        proposal.write_text(
            '[[commission_plans]]\nid = "P"\nbasis = "collected"\nmeasure = "net"\ntiers = "marginal"\n'
            'period = "month"\naccelerator = "0.5%"\n\n'
            '[[commission_tiers]]\nplan = "P"\nfrom_amount = 0\nrate = "1%"\n',
            encoding="utf-8",
        )
        asked = ["what-if", "--plan", proposal, "--from", "2026-02", "--to", "2026-05"]
        printed = run(*asked, books=books, of=main)
        assert "留存差额" in printed
        assert "2026-02 S 11.00 11.00 0.00 -3.30 3.30" in printed
        assert "2026-05 S 1.00 1.00 0.00 3.30 -3.30" in printed
        one = json.loads(run(*asked, "--json", books=books, of=main))["differences"][0]
        assert (one["held_now"], one["held_then"]) == ("3.30", "0.00")

    def test_what_later_facts_take_back_is_in_the_difference(self) -> None:
        """Under another plan an allocation taken back takes back more: the difference of both months is nothing."""
        sale = sold(("I-1", "900.00", "02-03", None))
        back = row("B", "R-I-1", "I-1", on="04-02", reverses="A-I-1")
        of = desk(**{**sale, "allocations": [*sale["allocations"], back]})
        found = of.commission_under(Terms(plan(), (tier("0.00", "0.1"),)), ["2026-02", "2026-04"])
        assert [str(one.difference) for one in found] == ["81.00", "-81.00"]
        assert (str(found[1].clawback_now), str(found[1].clawback_then)) == ("-9.00", "-90.00")


def test_the_pace_of_a_target() -> None:
    """280.00 by half of February lead to twice that; before the month there is no pace, after it nothing to guess."""
    of = desk(targets=[target("600.00")], **sold(("I-1", "280.00", "02-03", None)))
    shown = [of.targets("2026-02", as_of=day(on)).targets[0].projected for on in ("01-31", "02-14", "03-09")]
    assert [str(one) if one else None for one in shown] == [None, "560.00", "280.00"]


def test_the_pace_is_printed_while_the_period_runs(books: Path) -> None:
    """900.00 on the seventh of 28 days lead to four times that; once the month is over there is nothing to add."""
    asked = ("targets", "--period", "2026-02")
    assert "3,600.00 at this pace" in run(*asked, "--as-of", "2026-02-07", books=books)
    assert "at this pace" not in run(*asked, "--as-of", "2026-02-28", books=books)
