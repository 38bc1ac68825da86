"""A statement of commission, or a line of it, told to the salesperson in a paragraph, in Chinese and in English (I13).

It says nothing that the statement does not say: every amount in it is one of the statement's, or a sum of its lines'.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from attrs import frozen

from salessupport.domain.history import History
from salessupport.domain.pay.commission import CommissionLine, CommissionStatement
from salessupport.domain.pay.plans import Terms
from salessupport.domain.pay.rules import BUILT_IN
from salessupport.domain.values.dates import Period
from salessupport.domain.values.money import Money, total
from salessupport.domain.values.quantity import decimal_text

Told = tuple[str, str]
"""A paragraph in Chinese and in English."""
_BASES: dict[str, Told] = {
    "collected": ("收回的货款", "the money collected"),
    "invoiced": ("开出的发票", "what was invoiced"),
    "ordered": ("确认的订单", "the orders confirmed"),
}
_MEASURES: dict[str, Told] = {
    "net": ("不含税金额", "net amount"),
    "gross": ("含税金额", "gross amount"),
    "margin": ("毛利", "margin"),
}
_MODES: dict[str, Told] = {
    "marginal": ("超额累进分档", "tiers, each for the part of the base that lies in it"),
    "whole": ("按达到的档全额计提", "the tier reached, for the whole base"),
}


@frozen
class Teller:
    """Tells a statement under the terms it was drawn by; `history` gives names and days."""

    history: History
    period: Period
    statement: CommissionStatement
    terms: Terms

    def statement_told(self) -> Told:
        """How the payout comes about: plan, target, base, tiers, cap, later facts, what is held, what was carried."""
        parts = [*self._accelerated(), *self._tiers(), *self._cap(), *self._restated(), *self._held()]
        return _joined([self._payout(), self._plan(), *parts, self._sum()])

    def line_told(self, number: int) -> Told:
        """Where the amount of a line, counted from 1, comes from."""
        line = self.statement.lines[number - 1]
        return _joined([self._title(number, line), self._source(line), self._counted(line), self._rated(number, line)])

    def _payout(self) -> Told:
        one, (zh, en) = self.statement, self._when()
        person = self.history.salespeople[one.salesperson]
        paid = _money(one.payout)
        return (
            f"{person.name}（{one.salesperson}）{zh}应付提成 {paid} 元。",
            f"{person.name} ({one.salesperson}) is paid {paid} {one.currency} of commission for {en}.",
        )

    def _when(self) -> Told:
        name = self.period.name
        if self.period.kind == "year":
            return f"{name} 年", name
        year, month = name[:4], self.period.first.month
        if self.period.kind == "quarter":
            return f"{year} 年第 {name[-1]} 季度", f"quarter {name[-1]} of {year}"
        return f"{year} 年 {month} 月", f"{name}"

    def _plan(self) -> Told:
        plan, one = self.terms.plan, self.statement
        version = ("", "") if plan.version is None else (f" 第 {plan.version} 版", f", version {plan.version}")
        of, measure = _BASES[plan.basis], _MEASURES[plan.measure]
        mode = _MODES[plan.tiers] if one.rule == BUILT_IN else (f"按规则 {one.rule} 计提", f"the rule {one.rule}")
        base = _money(one.base)
        return (
            f"方案 {plan.id}{version[0]}：以{of[0]}中您所占份额的{measure[0]}为基数，{mode[0]}。本期基数 {base} 元。",
            (
                f"Plan {plan.id}{version[1]} counts your share in the {measure[1]} of {of[1]} and pays by {mode[1]}."
                f" Your base comes to {base}."
            ),
        )

    def _accelerated(self) -> Iterator[Told]:
        """From what base on the rates are higher."""
        plan, target = self.terms.plan, self.terms.target
        if not plan.accelerator or self.statement.rule != BUILT_IN:
            return
        more = _percent(plan.accelerator)
        if target is None:
            yield f"本期没有指标，不加速（加速率 {more}）。", f"Without a target nothing is accelerated (by {more})."
            return
        goal = _money(Money(target, self.statement.currency))
        yield (
            f"基数超过指标 {goal} 元的部分，各档比例加 {more}。",
            f"On what of the base is above your target of {goal} every tier pays {more} more.",
        )

    def _tiers(self) -> Iterator[Told]:
        """What each tier and each rate of its own earned."""
        groups: dict[tuple[int | None, bool, Decimal], list[CommissionLine]] = {}
        for line in sorted(
            self.statement.lines, key=lambda line: (line.tier is None, line.tier or 0, *_step(line)[1:])
        ):
            groups.setdefault(_step(line), []).append(line)
        for lines in groups.values():
            base, amount = (_money(self._total(lines, key)) for key in ("base", "amount"))
            where = self._where(lines[0])
            yield f"{where[0]}：{base} 元，提成 {amount} 元。", f"{where[1]}: a base of {base} earns {amount}."

    def _where(self, line: CommissionLine) -> Told:
        tier, rate, percent = line.tier, line.rate, _percent(line.rate)
        if self.statement.rule != BUILT_IN:
            return (
                (f"按 {percent}", f"At {percent}")
                if tier is None
                else (f"第 {tier} 级（{percent}）", f"Step {tier} ({percent})")
            )
        if tier is None and not rate:
            return "未达第一档起点（不计提）", "Below the first tier, or at a rate of 0"
        if tier is None:
            return f"另定比例 {percent}（代替分档）", f"At a rate of its own, {percent}, in place of the tiers"
        zh, en = self._span(tier)
        if line.accelerated:
            more = _percent(self.terms.plan.accelerator or Decimal(0))
            return (
                f"第 {tier} 档超过指标部分（{zh}，{percent}，其中加速 {more}）",
                f"Tier {tier} above the target ({en}, {percent}, {more} of it for being above)",
            )
        return f"第 {tier} 档（{zh}，{percent}）", f"Tier {tier} ({en}, {percent})"

    def _span(self, tier: int) -> Told:
        starts = sorted(one.from_amount for one in self.terms.tiers)
        low, high = [*pairwise(starts), (starts[-1], None)][tier - 1]
        if self.terms.plan.tiers == "whole":
            return f"达到 {_money(low)}，全额", f"{_money(low)} reached, on everything"
        if high is None:
            return f"{_money(low)} 以上", f"from {_money(low)} on"
        return f"{_money(low)} 至 {_money(high)}", f"from {_money(low)} to {_money(high)}"

    def _total(self, lines: Sequence[CommissionLine], key: str) -> Money:
        return total((getattr(line, key) for line in lines), self.statement.currency)

    def _cap(self) -> Iterator[Told]:
        if self.statement.lost:
            lost, earned = _money(self.statement.lost), _money(self.statement.earned)
            yield (
                f"超过封顶的 {lost} 元不计，本期提成 {earned} 元。",
                f"{lost} above the cap are not paid, which leaves {earned}.",
            )

    def _restated(self) -> Iterator[Told]:
        for one in self.statement.restated:
            was, anew, difference = map(_money, (one.was, one.anew, one.difference))
            yield (
                f"{one.period} 按以后登记的事实重算：原 {was} 元，现 {anew} 元，差额 {difference} 元计入本期。",
                (
                    f"{one.period} drawn anew with what was recorded later: it was {was}, it is {anew};"
                    f" the difference, {difference}, falls on this period."
                ),
            )

    def _held(self) -> Iterator[Told]:
        """What waits for a contract's tail, and what waits no longer."""
        for one in self.statement.holds:
            was, now, change = map(_money, (one.was, one.held, one.difference))
            if one.held:
                yield (
                    f"合同 {one.contract} 的质保金未到账：其提成留存由 {was} 元变为 {now} 元，本期变动 {change} 元。",
                    (
                        f"The retention of contract {one.contract} is not in: of its commission {was} was held,"
                        f" now it is {now}, a change of {change}."
                    ),
                )
            else:
                yield (
                    f"合同 {one.contract} 不再留存：释放 {was} 元。",
                    f"Nothing of contract {one.contract} is held any longer: {was} is released.",
                )

    def _sum(self) -> Told:
        one = self.statement
        parts = [one.earned, one.clawback, one.carried_in, one.payout, one.carried_out]
        earned, clawback, carried_in, payout, carried_out = map(_money, parts)
        held = ("", "")
        if one.holds_back:
            kept, freed = _money(one.held), _money(one.released)
            held = f" - 本期留存 {kept} + 本期释放 {freed}", f" - held {kept} + released {freed}"
        return (
            (
                f"合计：本期提成 {earned} + 追溯调整 {clawback} + 上期结转 {carried_in}{held[0]} = 应付 {payout}"
                f" + 结转下期 {carried_out}。"
            ),
            (
                f"In sum: earned {earned} + clawback {clawback} + carried in {carried_in}{held[1]} = payout {payout}"
                f" + carried out {carried_out}."
            ),
        )

    def _title(self, number: int, line: CommissionLine) -> Told:
        zh, en = self._when()
        amount = _money(line.amount)
        return (
            f"{zh}结算第 {number} 行，提成 {amount} 元。",
            f"Line {number} of the settlement of {en} earns {amount}.",
        )

    def _source(self, line: CommissionLine) -> Told:
        """The receipt or document behind it, its day and customer."""
        invoice, order = self.history.invoices.get(line.invoice or ""), self.history.orders.get(line.order or "")
        receipt, source = self.history.receipts.get(line.receipt or ""), invoice or order
        customer = self.history.customers.get(source.customer) if source is not None else None
        name = customer.name if customer is not None else ""
        if receipt is not None:
            day, document = receipt.received_on, line.invoice
            return (
                f"{name} {day} 的到款 {receipt.id} 用于发票 {document}。",
                f"Receipt {receipt.id} of {day} from {name} went on invoice {document}.",
            )
        if invoice is not None:
            kind = ("贷项（红字发票）", "credit note") if invoice.kind == "credit_note" else ("发票", "invoice")
            return (
                f"{invoice.issued_on} 开给 {name} 的{kind[0]} {invoice.id}。",
                f"It is the {kind[1]} {invoice.id} of {invoice.issued_on} to {name}.",
            )
        return f"{name} 的订单 {line.order}。", f"It is the order {line.order} of {name}."

    def _counted(self, line: CommissionLine) -> Told:
        plan = self.terms.plan
        measure, share, base = _MEASURES[plan.measure], _percent(line.share), _money(line.base)
        where = ("整张单据", "its") if line.line is None else (f"第 {line.line} 行", f"line {line.line}'s")
        paid = ("按收款比例，", ", as far as it was paid") if line.receipt else ("", "")
        return (
            f"{paid[0]}{where[0]}的{measure[0]}中您的份额 {share}，在此计入基数 {base} 元。",
            f"Your share in {where[1]} {measure[1]} is {share}{paid[1]}: this counts {base} here.",
        )

    def _rated(self, number: int, line: CommissionLine) -> Told:
        """What the tier had come to before the line and comes to after it; each sum is rounded once."""
        zh, en = self._where(line)
        amount = _money(line.amount)
        if line.tier is None:
            return f"{zh}：提成 {amount} 元。", f"{en}, it earns {amount}."
        before = [one for one in self.statement.lines[: number - 1] if _step(one) == _step(line)]
        base, earned = self._total(before, "base"), self._total(before, "amount")
        low, high, was, now = map(_money, (base, base + line.base, earned, earned + line.amount))
        return (
            f"它落在{zh}：该档累计基数由 {low} 到 {high}，累计提成由 {was} 到 {now}，所以这一行是 {amount} 元。",
            (
                f"It lies in {en[0].lower()}{en[1:]}: with it the base there grew from {low} to {high}"
                f" and what it earns from {was} to {now}; so this line is {amount}."
            ),
        )


def _step(line: CommissionLine) -> tuple[int | None, bool, Decimal]:
    """What tells one running sum of the trace from another."""
    return line.tier, line.accelerated, line.rate


def _money(amount: Money) -> str:
    whole, point, fraction = str(amount).removeprefix("-").partition(".")
    return f"{'-' if amount.minor < 0 else ''}{int(whole):,}{point}{fraction}"


def _percent(ratio: Decimal) -> str:
    return f"{decimal_text(ratio * 100)}%"


def _joined(parts: Sequence[Told]) -> Told:
    return "".join(zh for zh, _ in parts), " ".join(en for _, en in parts)
