"""A commission rule out of a package: named by its label, verified against its laws, recorded on what it pays (I12)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Callable
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from attrs import evolve
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from salessupport.books.writer import write_books
from salessupport.cli.main import main
from salessupport.desk import Desk
from salessupport.domain.facts import (
    CommissionPlan,
    CommissionRate,
    CommissionTier,
    Contract,
    Facts,
    Instalment,
    Salesperson,
)
from salessupport.domain.history import History
from salessupport.domain.pay.commission import CommissionStatement, commission
from salessupport.domain.pay.reasons import explain_commission
from salessupport.domain.pay.rules import LAWS, Award, ChosenRule, Credit, CreditedPeriod, RuleResult, rule_of
from salessupport.domain.values.dates import Period
from salessupport.domain.values.errors import ConfigError, DomainError
from salessupport.domain.values.money import Money
from salessupport.domain.values.policies import Company, Policies
from salessupport.runtime import plugins as plugins_module
from salessupport.runtime.plugins import Found, Plugins
from salessupport.runtime.policies import Registered, with_policies
from salessupport.spi.errors import ContractViolation, IncompatiblePlugin, PluginCrashed, PluginLoadFailed
from salessupport.spi.policies import COMMISSION, Policy, PolicyKind
from salessupport.spi.port import ContractVersion
from small_office import customer, day, invoice, receipt, row, yuan
from small_orders import line, order
from support.plugin_samples import entry, loaded, module

EXAMPLES = Path(__file__).parents[2] / "examples"
CODE = "policy_sample_code"
Rule = Callable[[CreditedPeriod], Any]


def flat(period: CreditedPeriod) -> RuleResult:
    """One tenth of everything, rounded payment by payment."""
    awards = (Award(one.no, 1, Decimal("0.1"), one.base, one.base.times(Decimal("0.1"))) for one in period.credits)
    return RuleResult(tuple(awards), rounding="per_award", because="a tenth")


def policy(name: str = "flat", version: int = 1, call: str = f"{CODE}:rule", **changed: Any) -> Policy[Any]:
    """A policy of this label."""
    given = {"kind": COMMISSION, "title": name, "title_zh": name, **changed}
    return Policy(name=name, version=version, call=call, **given)


def registering(*policies: Policy[Any]) -> ModuleType:
    """A plugin with these policies."""

    def register_policies() -> tuple[Policy[Any], ...]:
        return policies

    return module(register_policies)


def plugins(*policies: Policy[Any]) -> Plugins:
    """Plugins with these policies, each by its own."""
    return loaded(*(entry(f"p{number}", registering(one)) for number, one in enumerate(policies)))


@pytest.fixture
def code(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], None]:
    """Have the sample's rule be this function."""

    def put(rule: Any) -> None:
        made = ModuleType(CODE)
        made.rule = rule  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, CODE, made)

    return put


def company(label: str) -> Company:
    """A company that names this rule."""
    return Company(name="Example Trading", policies=Policies(commission=label, allocation="explicit"))


def facts(**more: Any) -> Facts:
    """Two invoices of S, paid in October and in part in November, under a plan of two tiers with 2 % and 5 %."""
    plan = CommissionPlan(id="P", basis="collected", measure="net", tiers="marginal", period="month")
    tiers = [
        CommissionTier(plan="P", from_amount=yuan(start), rate=Decimal(rate))
        for start, rate in (("0.00", "0.02"), ("500.00", "0.05"))
    ]
    whole = {"tax": yuan("0.00")}
    tables: dict[str, Any] = {
        "customers": (customer(salesperson="S"),),
        "salespeople": (Salesperson(id="S", name="Wang", plan="P"),),
        "commission_plans": (plan,),
        "commission_tiers": tuple(tiers),
        "invoices": (
            invoice("I-1", "600.00", net=yuan("600.00"), **whole),
            invoice("I-2", "300.05", net=yuan("300.05"), **whole),
        ),
        "receipts": (receipt("R-1", "600.00"), receipt("R-2", "300.05", on="10-12")),
        "allocations": (row("A-1", "R-1", "I-1"), row("A-2", "R-2", "I-2", "200.05", on="10-12")),
    }
    return Facts(**{**tables, **more})


def statement(rule: Rule | None = flat, month: str = "2026-10", **more: Any) -> CommissionStatement:
    """The statement of S with a rule."""
    history = History(company("flat@1" if rule else "tiers@1"), facts(**more))
    if rule is not None:
        history = evolve(history, chosen={"commission": ChosenRule("flat@1", rule)})
    (one,) = commission(history, Period.parse(month)).statements
    return one


class TestTheRuleDecides:
    def test_in_place_of_the_tiers(self):
        """The statement is the rule's, cent by cent, and says whose it is."""
        one = statement()
        assert (one.rule, str(one.base), str(one.earned)) == ("flat@1", "800.05", "80.01")
        assert [(each.invoice, str(each.amount)) for each in one.lines] == [("I-1", "60.00"), ("I-2", "20.01")]
        assert (statement(None).rule, str(statement(None).earned)) == ("tiers@1", "25.00")

    def test_own_rates_cap_and_unknown_stay_the_librarys(self):
        """A product's own rate stands beside the rule, the cap above it, and a measure unknown counts nothing."""
        capped = tuple(evolve(one, cap=yuan("50.00")) for one in facts().commission_plans)
        assert (str(statement(commission_plans=capped).earned), str(statement(commission_plans=capped).lost)) == (
            "50.00", "30.01",
        )  # fmt: skip
        asked: list[CreditedPeriod] = []

        def note(period: CreditedPeriod) -> RuleResult:
            asked.append(period)
            return flat(period)

        everything = (CommissionRate(plan="P", rate=Decimal("0.5")),)
        assert str(statement(note, commission_rates=everything).earned) == "400.03"
        assert all(not period.credits for period in asked)

    def test_what_it_is_told(self):
        """Each credit has its day, document, share, customer and the customer's first day."""
        asked: list[CreditedPeriod] = []

        def note(period: CreditedPeriod) -> RuleResult:
            asked.append(period)
            return flat(period)

        statement(note, orders=(order(customer="C-1", ordered_on=day("01-05")),), order_lines=(line(),))
        first, second = asked[0].credits
        assert (first.no, first.document, first.receipt, first.share) == (1, "I-1", "R-1", Decimal(1))
        assert (first.customer, first.customer_since) == ("C-1", day("01-05"))
        assert (second.on, second.base, asked[0].base) == (day("10-12"), yuan("200.05"), yuan("800.05"))

    def test_later_facts_are_clawed_back(self):
        """An allocation taken back in November draws October anew by the same rule."""
        taken = row("A-3", "R-2", "I-2", on="11-05", reverses="A-2")
        one = statement(month="2026-11", allocations=(*facts().allocations, taken))
        assert (str(one.earned), str(one.clawback), one.rule) == ("0.00", "-20.01", "flat@1")

    def test_held_back_beside_a_rule(self):
        """What a rule awards on a contract with a retention is held like what tiers earn; nothing accelerates it."""
        plans = tuple(
            evolve(one, hold_back=Decimal("0.5"), accelerator=Decimal("0.1")) for one in facts().commission_plans
        )
        held = {
            "contracts": (Contract(id="H", customer="C-1", signed_on=day("01-02"), amount=yuan("999.00")),),
            "instalments": (Instalment(contract="H", no=1, trigger="signing", share=Decimal(1), is_retention=True),),
            "invoices": tuple(evolve(one, contract="H") for one in facts().invoices[:1]) + facts().invoices[1:],
        }
        one = statement(commission_plans=plans, **held)
        assert (str(one.earned), str(one.held), str(one.payout)) == ("80.01", "30.00", "50.01")
        assert commission(History(company("tiers@1"), facts(commission_plans=plans)), Period.parse("2026-10")).findings

    def test_in_the_period(self):
        """Under a plan that books later facts in their own period the rule is asked about them there."""
        plans = tuple(evolve(one, clawback="in_period") for one in facts().commission_plans)
        taken = row("A-3", "R-2", "I-2", on="11-05", reverses="A-2")
        one = statement(month="2026-11", commission_plans=plans, allocations=(*facts().allocations, taken))
        assert str(one.earned) == "-20.01"
        assert one.restated == ()

    def test_explained(self):
        """The reasons name the rule and what it says of itself, add up, and the paragraph says it in both languages."""
        history = evolve(History(company("flat@1"), facts()), chosen={"commission": ChosenRule("flat@1", flat)})
        tree = explain_commission(history, "2026-10:S")
        assert any("by flat@1: a tenth" in reason.rule for reason in tree.because)
        zh, en = tree.told
        assert "flat@1" in zh
        assert "pays by the rule flat@1" in en
        assert "Step 1 (10%)" in en
        line_told = explain_commission(history, "2026-10:S:2").told
        assert "200.05" in line_told[1]

    def test_no_tier_is_no_fault_of_a_rule(self):
        """Awards without a tier are told as such, and are no finding that the plan lacks one."""

        def untiered(period: CreditedPeriod) -> RuleResult:
            result = flat(period)
            return evolve(result, awards=tuple(evolve(one, tier=None) for one in result.awards))

        history = evolve(History(company("flat@1"), facts()), chosen={"commission": ChosenRule("flat@1", untiered)})
        assert commission(history, Period.parse("2026-10")).findings == ()
        assert "At 10%" in explain_commission(history, "2026-10:S").told[1]


def wrong_shape(period: CreditedPeriod) -> object:
    """An answer of another kind."""
    return [*flat(period).awards]


def breaking(change: Callable[[RuleResult], RuleResult]) -> Rule:
    """The flat rule, changed."""
    return lambda period: change(flat(period))


def each(**changed: Any) -> Callable[[RuleResult], RuleResult]:
    """Change every award."""
    return lambda result: evolve(result, awards=tuple(evolve(one, **changed) for one in result.awards))


def climbing(period: CreditedPeriod) -> RuleResult:
    """Payment by payment at the rate reached with it: what is taken back is so at another rate."""
    reached, awards = 0, []
    for one in period.credits:
        reached += one.base.minor
        rate = Decimal("0.05") if reached >= 70_000 else Decimal("0.02")
        awards.append(Award(one.no, None, rate, one.base, one.base.times(rate)))
    return RuleResult(tuple(awards), rounding="per_award")


def by_the_largest(period: CreditedPeriod) -> RuleResult:
    """Ten per cent of everything while one document is large, taken back or not."""
    rate = Decimal("0.10") if max(one.base.minor for one in period.credits) > 50_000 else Decimal("0.05")
    awards = (Award(one.no, None, rate, one.base, one.base.times(rate)) for one in period.credits)
    return RuleResult(tuple(awards), "per_award")


class Moody:
    """Answers differently every time."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, period: CreditedPeriod) -> RuleResult:
        self.times += 1
        return evolve(flat(period), because=str(self.times))


class TestLaws:
    @pytest.mark.parametrize(
        ("law", "rule"),
        [
            ("shape", wrong_shape),
            ("shape", breaking(lambda result: evolve(result, awards=[*result.awards]))),  # type: ignore[arg-type]
            ("shape", breaking(lambda result: evolve(result, awards=(*result.awards, 1)))),  # type: ignore[arg-type]
            ("shape", breaking(lambda result: evolve(result, rounding="never"))),  # type: ignore[arg-type]
            ("shape", breaking(each(credit=9))),
            ("shape", breaking(each(amount=Money(1, "USD")))),
            ("rate", breaking(each(rate=Decimal(13)))),
            ("rate", breaking(each(rate=Decimal("-0.1")))),
            ("rate", breaking(each(rate=Decimal("NaN")))),
            ("rate", breaking(each(rate=0.1))),
            ("base", breaking(lambda result: evolve(result, awards=result.awards[:1]))),
            ("base", breaking(lambda result: evolve(result, awards=result.awards * 2))),
            ("rounding", breaking(each(amount=Money(1, "CNY")))),
            ("rounding", breaking(lambda result: evolve(result, rounding="per_rate"))),
            ("determinism", Moody()),
            ("reversal", climbing),
        ],
    )
    def test_what_breaks_one_is_refused_by_its_name(self, law: str, rule: Rule):
        """I12: an answer that breaks a law is not paid; the error names policy, law, person, period and where."""
        split = (("I-1", "0.55"), ("I-2", "0.55"))
        with pytest.raises(DomainError) as raised:
            statement(rule, **odd(split))
        assert (raised.value.code, raised.value.context["law"]) == ("policy.law", law)
        assert (raised.value.path, raised.value.context["policy"]) == ("S 2026-10", "flat@1")

    def test_every_law_is_broken_by_some_rule(self):
        """The table above tries all of them."""
        (mark,) = vars(TestLaws.test_what_breaks_one_is_refused_by_its_name)["pytestmark"]
        assert {case[0] for case in mark.args[1]} == set(LAWS)

    def test_a_document_taken_back_leaves_nothing(self):
        """Everything taken back comes to nothing here, but the largest document alone does not: the law sees it too."""
        with pytest.raises(DomainError, match="taken back leaves") as raised:
            statement(by_the_largest)
        assert raised.value.context["law"] == "reversal"

    @given(st.lists(st.tuples(st.integers(-(10**6), 10**6), st.sampled_from(["A", "B", "C"])), max_size=6))
    def test_a_lawful_rule_always_stands(self, credited: list[tuple[int, str]]):
        """No law refuses what keeps them all, whatever was credited or taken back."""
        drawn = tuple(
            Credit(no, day("10-05"), Money(base, "CNY"), Decimal(1), invoice=document)
            for no, (base, document) in enumerate(credited, 1)
        )
        given = facts()
        asked = CreditedPeriod(
            "S", Period.month("2026-10"), "CNY", given.commission_plans[0], given.commission_tiers, drawn
        )
        assert ChosenRule("flat@1", flat)(asked) == flat(asked)


def odd(paid: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    """Two payments whose tenths are rounded: together they come to another cent than one by one."""
    return {
        "receipts": tuple(receipt(f"R-{name}", "600.00") for name, _ in paid),
        "allocations": (
            *(row(f"A-{name}", f"R-{name}", name, amount) for name, amount in paid),
            row("A-9", "R-I-1", "I-1", "599.40", on="10-20"),
            row("A-8", "R-I-2", "I-2", "299.40", on="10-20"),
        ),
    }


class TestChoosing:
    def test_by_label(self, code):
        """Of two versions only the named one is imported and asked."""
        code(flat)
        both = plugins(policy(), policy(version=2, call="absent_module:rule"))
        history = with_policies(History(company("flat@1"), facts()), both)
        assert rule_of(history) is not None
        assert str(commission(history, Period.parse("2026-10")).statements[0].earned) == "80.01"
        with pytest.raises(PluginLoadFailed, match="absent_module"):
            with_policies(History(company("flat@2"), facts()), both)

    def test_built_in_needs_nobody(self):
        """Where the company names nothing, installing a package changes nothing, not even when its rule is broken."""
        history = History(company("tiers@1"), facts())
        assert with_policies(history, plugins(policy(call="absent_module:rule"))) is history
        assert rule_of(history) is None

    @pytest.mark.parametrize("label", ["flat@3", "flt@1", "other@1"])
    def test_nothing_stands_in(self, code, label: str):
        """A label that nobody registers is an error, with the nearest one, and never another rule."""
        code(flat)
        with pytest.raises(ConfigError, match="no commission policy"):
            with_policies(History(company(label), facts()), plugins(policy()))

    def test_two_packages_with_one_label(self, code):
        """A label that two packages register is neither's."""
        code(flat)
        with pytest.raises(Exception, match="neither is used"):
            with_policies(History(company("flat@1"), facts()), plugins(policy(), policy()))

    def test_another_contract(self):
        """A rule written for another version of the contract, or of an unknown kind, is left out and told."""
        other = PolicyKind("commission", ContractVersion(2, 0))
        known = Registered.of(plugins(policy("a", speaks="2.0"), policy("b", kind=other), policy("c")))
        assert [label for _, label in known.policies] == ["c@1"]
        assert [type(error) for error in known.errors] == [IncompatiblePlugin, ConfigError]
        with pytest.raises(IncompatiblePlugin):
            known.named(COMMISSION, "a@1")

    def test_opened_without_its_package(self):
        """Facts whose company names a rule that was not loaded answer nothing about commission, and say why."""
        with pytest.raises(ConfigError) as raised:
            commission(History(company("flat@1"), facts()), Period.parse("2026-10"))
        assert raised.value.code == "policy.unresolved"
        stale = evolve(History(company("flat@1"), facts()), chosen={"commission": ChosenRule("flat@2", flat)})
        with pytest.raises(ConfigError):
            rule_of(stale)

    @pytest.mark.parametrize("error", [ZeroDivisionError("x"), SystemExit()])
    def test_what_it_raises(self, code, error: BaseException):
        """A rule that raises is its package's error, with the label."""

        def failing(_: object) -> None:
            raise error

        code(failing)
        history = with_policies(History(company("flat@1"), facts()), plugins(policy()))
        with pytest.raises(PluginCrashed, match="flat@1"):
            commission(history, Period.parse("2026-10"))

    def test_interrupt_and_awaitable(self, code):
        """Ctrl-C is the user's; an asynchronous rule is a violation of the contract."""

        def interrupted(_: object) -> None:
            raise KeyboardInterrupt

        async def later(_: object) -> None: ...

        for rule, expected in ((interrupted, KeyboardInterrupt), (later, ContractViolation)):
            code(rule)
            history = with_policies(History(company("flat@1"), facts()), plugins(policy()))
            with pytest.raises(expected):
                commission(history, Period.parse("2026-10"))

    @pytest.mark.parametrize("label", ["ladder", "ladder@", "@2", "ladder@0", "ladder@02", "lad der@1", "ladder@x", ""])
    def test_labels(self, label: str):
        """A label is a name and a version from 1 on."""
        with pytest.raises(ConfigError):
            Policies(commission=label)


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch):
    """Have the example packages be installed, as their pyproject.toml says."""
    found = []
    for folder in sorted(EXAMPLES.glob("commission-*")):
        monkeypatch.syspath_prepend(folder)
        project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        for name, target in project["entry-points"]["salessupport.plugins"].items():
            found.append(Found(name, project["name"], project["version"], lambda target=target: import_module(target)))
    monkeypatch.setattr(plugins_module, "installed", lambda: tuple(found))


class TestExamples:
    @pytest.mark.parametrize(
        ("package", "label", "earned"),
        [
            ("salessupport-commission-ladder", "ladder@2", "40.00"),
            ("salessupport-commission-new-customers", "new_customers@1", "60.00"),
        ],
    )
    def test_pay_when_they_are_named(self, tmp_path: Path, installed, package: str, label: str, earned: str):
        """A books folder that names the rule and allows its package is paid by it; the doctor finds it well."""
        books = write(tmp_path, label, package)
        answer = shown(books)
        assert (answer["rule"], answer["earned"]) == (label, earned)
        assert run(books, "doctor").exit_code == 0
        assert label in run(books, "plugins").stdout

    def test_not_allowed_is_not_used(self, tmp_path: Path, installed):
        """Named but not allowed: nothing stands in for the rule, and the error says what to do."""
        books = write(tmp_path, "ladder@2", "salessupport-commission-new-customers")
        result = run(books, "show", "commission", "--period", "2026-10")
        assert (result.exit_code, "[plugins]" in result.stderr) == (2, True)

    def test_allowed_but_not_named_changes_nothing(self, tmp_path: Path, installed):
        """Installing and allowing a package never changes a figure."""
        assert shown(write(tmp_path, "tiers@1", "salessupport-commission-ladder"))["rule"] == "tiers@1"

    def test_their_own_tests(self):
        """The tests that each example ships pass."""
        folders = [str(folder) for folder in sorted(EXAMPLES.glob("commission-*"))]
        paths = os.pathsep.join([*folders, *sys.path])
        run = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", *folders],
            cwd=EXAMPLES.parent,
            env={**os.environ, "PYTHONPATH": paths},
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, run.stdout
        assert "passed" in run.stdout

    @pytest.mark.parametrize("folder", sorted(EXAMPLES.glob("commission-*")), ids=lambda folder: folder.name)
    def test_announcing_imports_no_rule(self, folder: Path):
        """What is loaded at start-up does not import the rule."""
        project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        (target,) = project["entry-points"]["salessupport.plugins"].values()
        code = f"import sys, {target}; print([name for name in sys.modules if name.endswith('_rule')])"
        paths = os.pathsep.join([str(folder), *sys.path])
        run = subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONPATH": paths}, capture_output=True, text=True, check=True
        )
        assert run.stdout.strip() == "[]"


def write(folder: Path, label: str, package: str) -> Path:
    """Write books whose company names a rule, with a configuration that allows one package."""
    write_books(folder, company(label), facts(), form="csv", language="en")
    (folder / "salessupport.toml").write_text(f'[plugins]\nallow = ["{package}"]\n', encoding="utf-8")
    return folder


def run(books: Path, *words: str) -> Any:
    """Run a verb on the books."""
    environ = {"COLUMNS": "200"}
    return CliRunner().invoke(main, [*words, "--books", str(books)], catch_exceptions=False, env=environ)


def shown(books: Path) -> dict[str, Any]:
    """The statement of October."""
    result = run(books, "show", "commission", "--period", "2026-10", "--json")
    assert result.exit_code == 0, result.stderr
    (one,) = json.loads(result.stdout)["statements"]
    return one


class TestDesk:
    def test_every_command_of_a_desk_keeps_the_rule(self, tmp_path: Path, installed):
        """The rule stays with the desk when rows are added, and a close is paid by it."""
        desk = Desk.open(write(tmp_path / "books", "ladder@2", "salessupport-commission-ladder"))
        desk.undo("A-2", on=day("10-20"))
        assert desk.commission("2026-10").statements[0].rule == "ladder@2"
        answer = desk.close("2026-10", out=tmp_path / "out", dry_run=True)
        assert answer.proof.policies["commission"].startswith("ladder@2")
