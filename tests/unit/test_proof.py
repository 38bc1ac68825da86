"""The proof of a close: what it lists, what the checker refuses and where, and that it stands alone."""

from __future__ import annotations

import ast
import json
import re
import runpy
import subprocess
import sys
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from salessupport import verify as checker
from salessupport.books.demo import demo_company
from salessupport.cli.main import main
from salessupport.desk import Desk
from salessupport.desk.month import prepare
from salessupport.desk.sealing import digested
from salessupport.domain.facts import AcceptanceBill, BillEvent, Facts
from salessupport.domain.history import History
from salessupport.domain.receivables.traces import replay
from salessupport.domain.values.dates import Period
from salessupport.domain.values.policies import Company, Policies
from small_office import adjustment, charge, customer, day, invoice, office, receipt, row, yuan

Proof = dict[str, Any]
Path_ = tuple[str | int, ...]
LATER = date(2026, 12, 1)


def small_office() -> Desk:
    """An office with every kind of allocation in October."""
    return office(
        policies=Policies(tolerance=Decimal(1)),
        customers=[customer("C-1"), customer("C-2"), customer("C-3")],
        invoices=[
            invoice("I-1", "100.00"),
            invoice("I-2", "60.00", on="10-05", due="11-04"),
            invoice("I-3", "500.00", customer="C-2", on="10-08", due=None),
            invoice("N-1", "10.00", kind="credit_note", original="I-1", on="10-06", due=None),
            invoice("N-2", "20.00", kind="credit_note", customer="C-3", on="10-06", due=None),
            invoice("I-4", "70.00", customer="C-3", on="10-02", due=None),
        ],
        receipts=[
            receipt("R-1", "90.00"),
            receipt("R-2", "499.50", customer="C-2", on="10-20"),
            receipt("R-3", "77.00", customer=None, on="10-21"),
            receipt("R-4", "50.00", customer="C-3", on="10-20"),
            receipt("R-5", "30.00", on="10-22"),
        ],
        charges=[charge("F-1", "5.00", "I-2")],
        adjustments=[
            adjustment("W-1", "write_off", "1.00", "I-2"),
            adjustment("E-1", "refund", "2.00", "R-5", on="10-25"),
        ],
        allocations=[row("A-1", "R-5", "I-2", "12.00", on="10-22"), row("A-2", "R-3", "I-2", "7.00", on="10-23")],
    )


def proof_of(desk: Desk, month: str = "2026-10") -> Proof:
    """Draw up a month and give its proof as it stands in the file."""
    prepared = prepare(desk.history, Period.month(month), known_at=None, today=LATER)
    return json.loads(json.dumps(prepared.record))


@pytest.fixture(scope="module")
def demo() -> Proof:
    """The proof of the demo's October."""
    company, facts = demo_company()
    prepared = prepare(History(company, facts), Period.month("2026-10"), known_at=None, today=date(2026, 11, 3))
    return json.loads(json.dumps(prepared.record))


def leaves(value: object, path: Path_ = ()) -> Iterator[Path_]:
    """Give the path of every single value."""
    if isinstance(value, dict | list):
        for key, one in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(one, (*path, key))
    else:
        yield path


def changed(proof: Proof, path: Path_) -> Proof:
    """Give the proof with one value changed as little as can be: its last digit or letter, its sign of truth."""
    copy: Any = {**proof}
    place = copy
    for key in path[:-1]:
        place[key] = place[key].copy()
        place = place[key]
    place[path[-1]] = _other(place[path[-1]])
    return copy


def _other(value: object) -> object:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    text = str(value)
    return text[:-1] + ("1" if text[-1:] != "1" else "2")


def refused(proof: Proof) -> str:
    """Say where the checker refuses a proof; a text that is no proof any more says so."""
    try:
        wrong = checker.verify(json.dumps(proof))
    except ValueError as error:
        return str(error)
    assert wrong is not None
    return wrong[0]


def forged(proof: Proof) -> Proof:
    """Give the proof with all digests made anew, as one who can write the books would."""
    return digested({name: part for name, part in proof.items() if name not in ("digests", "digest")})  # type: ignore[arg-type]


class TestTheRecord:
    def test_adds_up(self, demo: Proof) -> None:
        """The proofs of the demo's month and of an office with every kind of allocation are found right."""
        assert checker.verify(json.dumps(demo)) is None
        assert checker.verify(json.dumps(proof_of(small_office()))) is None

    def test_lists_every_kind_of_allocation(self) -> None:
        """Rows, exact sets, oldest items, notes on their originals, tolerance and write-offs each have their line."""
        rules = {line["rule"] for line in proof_of(small_office())["allocations"]}
        assert rules == {"allocation", "exact", "oldest", "original", "tolerance", "write_off"}
        assert set(proof_of(small_office())["rules"]) == rules

    def test_has_no_float(self, tmp_path: Path) -> None:
        """Amounts are text: the file reads without meeting a float."""
        small_office().close("2026-10", out=tmp_path)
        json.loads((tmp_path / "proof.json").read_text("utf-8"), parse_float=pytest.fail)

    def test_is_among_the_files_and_named_by_the_close(self, tmp_path: Path) -> None:
        """`close.json` lists the proof among its files and holds the proof's digest."""
        answer = small_office().close("2026-10", out=tmp_path)
        assert "proof.json" in answer.files
        assert answer.proof.record == json.loads((tmp_path / "proof.json").read_text("utf-8"))["digest"]

    def test_an_empty_month_is_proven(self) -> None:
        """A month without anything has a proof without accounts that adds up."""
        proof = proof_of(office())
        assert (proof["accounts"], checker.verify(json.dumps(proof))) == ([], None)

    def test_what_is_settled_before_the_month_is_not_listed(self) -> None:
        """A month later, what was closed in October stands in no account."""
        listed = {
            item["id"] for account in proof_of(small_office(), "2026-11")["accounts"] for item in account["items"]
        }
        assert listed == {"I-2"}


class TestTheTraces:
    def test_replay_gives_what_was_placed(self, demo: Proof) -> None:
        """Every decision of the demo and of the office, taken again from its trace, places the stored amounts (I13)."""
        assert demo["traces"]
        for trace in (*demo["traces"], *proof_of(small_office())["traces"]):
            assert replay(trace) == trace["placed"], trace["receipt"]

    def test_replay_follows_the_inputs(self, demo: Proof) -> None:
        """With a cent less of money a decision places another sum: replay reads the inputs, not the outcome."""
        trace = deepcopy(next(one for one in demo["traces"] if one["status"] == "none" and one["placed"]))
        trace["money"] = "0.01"
        assert [one["amount"] for one in replay(trace)] == ["0.01"]

    def test_says_why(self, demo: Proof) -> None:
        """Every trace names its rule, version, the digest of its inputs, how many alternatives, and a sentence."""
        for trace in demo["traces"]:
            assert trace["rule"] == "allocation=exact-then-oldest"
            assert trace["version"] == "1"
            assert re.fullmatch(r"[0-9a-f]{64}", trace["inputs"])
            assert trace["alternatives"] >= (2 if trace["status"] == "ambiguous" else 0)
            assert trace["sentence"]

    def test_interest_costs_and_the_reach_of_money(self) -> None:
        """Oldest items are traced as far as the money reaches, with interest and costs, a charge met twice once."""
        desk = office(
            policies=Policies(interest_per_day=Decimal("0.001"), tolerance=Decimal(1)),
            invoices=[
                invoice("I-1", "100.00"),
                invoice("I-2", "60.00", due="11-04"),
                invoice("I-3", "70.00", due="11-04"),
            ],
            charges=[charge("F-0", "3.00", "I-3", on="10-04"), charge("F-1", "5.00", "I-1")],
            receipts=[
                receipt("R-1", "111.00"),
                receipt("R-2", "50.00", on="10-20"),
                receipt("R-3", "5.11", on="10-26"),
            ],
            adjustments=[adjustment("E-1", "refund", "2.00", "R-1", on="10-12")],
        )
        proof = proof_of(desk)
        assert checker.verify(json.dumps(proof)) is None
        assert {one["kind"] for one in proof["allocations"]} == {"costs", "interest", "principal"}
        assert [replay(trace) == trace["placed"] for trace in proof["traces"]] == [True] * 3
        assert "I-3" not in {item["id"] for item in proof["traces"][0]["items"]}

    def test_tolerance_and_refunds_before_a_decision(self) -> None:
        """What is written off with the money is placed again by replay; what was refunded is not money any more."""
        desk = office(
            policies=Policies(tolerance=Decimal(1)),
            invoices=[invoice("I-1", "100.00", on="10-12", due=None), invoice("I-2", "30.00", on="10-12", due=None)],
            receipts=[
                receipt("R-1", "20.00"),
                receipt("R-2", "99.50", on="10-20"),
                receipt("R-3", "29.50", on="10-21"),
            ],
            adjustments=[adjustment("E-1", "refund", "20.00", "R-1", on="10-11")],
        )
        traces = proof_of(desk)["traces"]
        assert [replay(trace) for trace in traces] == [trace["placed"] for trace in traces]
        assert "tolerance" in {one["rule"] for trace in traces for one in trace["placed"]}

    def test_a_cured_bill_is_decided_again(self) -> None:
        """Money of a bill found defective and cured is traced at both turns; cured once more, nothing is decided."""
        events = [("defect_found", "10-12"), ("cured", "10-20"), ("cured", "10-25")]
        facts = Facts(
            customers=(customer("C-1"),),
            invoices=(invoice("I-1", "90.00"),),
            bills=(AcceptanceBill(id="B-1", kind="bank", face=yuan("90.00"), received_on=day("10-10")),),
            bill_events=tuple(BillEvent(bill="B-1", event=event, effective_on=day(on)) for event, on in events),
            receipts=(receipt("R-1", "90.00", bill="B-1", method="acceptance_bill"),),
        )
        prepared = prepare(History(Company(name="Example"), facts), Period.month("2026-10"), known_at=None, today=LATER)
        proof: Proof = json.loads(json.dumps(prepared.record))
        assert checker.verify(json.dumps(proof)) is None
        assert [(trace["on"], trace["status"]) for trace in proof["traces"]] == [
            ("2026-10-10", "unique"),
            ("2026-10-20", "unique"),
        ]
        assert all(replay(trace) == trace["placed"] for trace in proof["traces"])

    def test_what_is_not_decided_has_no_trace(self) -> None:
        """Under the policy `explicit` nothing is placed by itself, so there is nothing to trace."""
        desk = office(
            policies=Policies(allocation="explicit"),
            invoices=[invoice("I-1", "9.00")],
            receipts=[receipt("R-1", "9.00")],
        )
        proof = proof_of(desk)
        assert (proof["traces"], checker.verify(json.dumps(proof))) == ([], None)


class TestOneChangeAnywhere:
    def test_every_value_of_an_office(self) -> None:
        """Whatever value of a proof is changed, it is refused, and the place is named."""
        proof = proof_of(small_office())
        for path in leaves(proof):
            assert refused(changed(proof, path)), path

    def test_values_all_over_the_demo(self, demo: Proof) -> None:
        """In the demo's proof one value of every kind, and others all over it, is changed, and is refused."""
        paths = list(leaves(demo))
        kinds = {tuple(key for key in path if isinstance(key, str))[:3]: path for path in paths}
        for path in {*kinds.values(), *paths[::400]}:
            assert refused(changed(demo, path)), path

    @pytest.mark.parametrize(
        ("path", "where"),
        [
            (("accounts", 0, "opening"), "accounts/C-1: closing"),
            (("accounts", 0, "movements", 0, "amount"), "accounts/C-1: closing"),
            (("accounts", 0, "closing"), "accounts/C-1: closing"),
            (("accounts", 0, "items", 0, "open"), "items/I-1: left"),
            (("accounts", 0, "sources", 0, "left"), "sources/N-1"),
            (("allocations", 0, "amount"), "sources/N-1"),
            (("allocations", 0, "target"), "items/I-1: left"),
            (("unidentified", 0, "left"), "sources/R-3: left"),
            (("controls", "receivable.CNY", "ours"), "controls/receivable.CNY"),
            (("accounts", 0, "items", 0, "due"), "accounts/C-1: digest"),
            (("traces", 0, "sentence"), "traces/R-1/2026-10-10: digest"),
            (("policies", "allocation"), "policies: digest"),
            (("digest",), "digests: digest"),
        ],
    )
    def test_the_place_is_named(self, path: Path_, where: str) -> None:
        """The refusal says where: the account, document, control or part that does not agree."""
        assert where in refused(changed(proof_of(small_office()), path))

    @pytest.mark.parametrize("name", ["amount", "opening", "closing", "before", "entered", "open", "left", "refunded"])
    def test_new_digests_do_not_help(self, name: str) -> None:
        """A changed amount is refused by the sums alone, with all digests made anew."""
        proof = proof_of(small_office())
        paths = [path for path in leaves(proof) if path[-1] == name and path[0] != "traces"]
        assert paths
        for path in paths:
            where = refused(forged(changed(proof, path)))
            assert "digest" not in where, path

    @pytest.mark.parametrize("part", ["accounts", "allocations", "traces", "unidentified"])
    def test_what_stands_twice_is_refused(self, part: str) -> None:
        """A line repeated is refused, also with new digests."""
        proof = proof_of(small_office())
        proof[part].append(proof[part][0])
        assert refused(forged(proof))

    def test_an_unequal_control_is_refused(self) -> None:
        """A control total of two different figures is no proof of a close, whoever signed it."""
        proof = proof_of(small_office())
        proof["controls"]["ageing.total"]["check"] = "0.01"
        assert refused(forged(proof)) == "controls/ageing.total: twice"


class TestTheChecker:
    def test_imports_only_the_standard_library(self) -> None:
        """The checker stands alone: nothing of the engine, no other library."""
        tree = ast.parse(Path(checker.__file__).read_text("utf-8"))
        modules = {one.module for one in ast.walk(tree) if isinstance(one, ast.ImportFrom)}
        modules |= {alias.name for one in ast.walk(tree) if isinstance(one, ast.Import) for alias in one.names}
        assert {str(module).partition(".")[0] for module in modules} <= sys.stdlib_module_names

    def test_is_short_enough_to_be_read(self) -> None:
        """The checker is at most 100 lines of code, docstrings and blank lines not counted."""
        text = Path(checker.__file__).read_text("utf-8")
        told = [
            one.body[0]
            for one in ast.walk(ast.parse(text))
            if isinstance(one, ast.Module | ast.FunctionDef | ast.ClassDef) and ast.get_docstring(one) is not None
        ]
        docstrings = {number for one in told for number in range(one.lineno, (one.end_lineno or one.lineno) + 1)}
        lines = [
            number for number, line in enumerate(text.splitlines(), 1) if line.strip() and number not in docstrings
        ]
        assert len(lines) <= 100

    @pytest.mark.parametrize(
        "text",
        ["", "[]", "{}", "1", '{"accounts": 1}', '{"month": 1.5}', '{"month": NaN}', '{"a": 1, "a": 2}', "[" * 100_000],
    )
    def test_what_is_no_proof(self, text: str) -> None:
        """A text of another shape is a `ValueError`, not a finding."""
        with pytest.raises(ValueError, match=r"."):
            checker.verify(text)

    @pytest.mark.parametrize("amount", ["1E+2", "NaN", "Infinity", "x", "", "１.00", "9" * 200, None, 1])
    def test_what_is_no_amount(self, amount: object) -> None:
        """Amounts are plain decimal text."""
        proof = proof_of(small_office())
        proof["accounts"][0]["opening"] = amount
        with pytest.raises(ValueError, match=r"."):
            checker.verify(json.dumps(proof))

    def test_exit_codes(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """`ok` is 0, a place that does not add up is 1, a file that is no proof or not there is 2."""
        proof = proof_of(small_office())
        good, bad, none = (tmp_path / name for name in ("good.json", "bad.json", "none.json"))
        good.write_text(json.dumps(proof), encoding="utf-8")
        bad.write_text(json.dumps(changed(proof, ("accounts", 0, "closing"))), encoding="utf-8")
        none.write_bytes(b"\xff")
        assert [checker.main(str(path)) for path in (good, bad, none, tmp_path / "absent")] == [0, 1, 2, 2]
        out = capsys.readouterr().out.splitlines()
        assert out[0] == "ok"
        assert re.fullmatch(r"accounts/C-1: closing: expected [\d.]+, found [\d.]+", out[1])

    def test_runs_by_itself(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """The file runs as a script of its own, without the package."""
        (tmp_path / "good.json").write_text(json.dumps(proof_of(small_office())), encoding="utf-8")
        command = [sys.executable, "-I", checker.__file__, str(tmp_path / "good.json")]
        assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "ok\n"
        monkeypatch.setattr(sys, "argv", ["verify.py", str(tmp_path / "good.json")])
        with pytest.raises(SystemExit, match="0"):
            runpy.run_path(checker.__file__, run_name="__main__")

    def test_verb(self, tmp_path: Path) -> None:
        """The verb answers like the script."""
        small_office().close("2026-10", out=tmp_path)
        result = CliRunner().invoke(main, ["verify", str(tmp_path / "proof.json")])
        assert (result.exit_code, result.output) == (0, "ok\n")
        assert CliRunner().invoke(main, ["verify", str(tmp_path / "close.json")]).exit_code == 2
