"""Checks the proof of a close by adding it up again with nothing of the program that wrote it.

What has to agree is told in docs/explanation/proof.md. It runs by itself, too: `python verify.py proof.json`.
"""

import json
import sys
from collections import defaultdict
from decimal import Context, Decimal, Inexact, localcontext
from hashlib import sha256
from pathlib import Path
from typing import Any

Sums = defaultdict[str, list[Any]]
DUE, FOUND = 0, 1
OF_ITEMS = ("invoice", "debit_note", "charge", "interest", "write_off")


def verify(text: str) -> tuple[str, object, object] | None:
    """Give the first place that does not add up, with what is due and found there; `ValueError` if it is no proof."""
    sums: Sums = defaultdict(lambda: [0, 0])
    try:
        proof = json.loads(text, object_pairs_hook=_named_once, parse_float=_refuse, parse_constant=_refuse)
        with localcontext(Context(prec=99, traps=[Inexact])):
            for part in (_accounts, _allocations, _decisions, _digests):
                part(proof, sums)
        return next(((at, due, found) for at, (due, found) in sums.items() if due != found), None)
    except (ArithmeticError, AttributeError, KeyError, RecursionError, TypeError) as error:
        raise ValueError(f"no proof of a close: {error!r}") from error


def _named_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    return dict(pairs) if len(dict(pairs)) == len(pairs) else _refuse([name for name, _ in pairs])


def _refuse(found: object) -> Any:
    raise ValueError(f"cannot stand in a proof: {found!r}")


def _amount(text: str) -> Decimal:
    return Decimal(text) if Decimal(text).is_finite() and format(Decimal(text), "f") == text else _refuse(text)


def _once(at: str, sums: Sums) -> None:
    sums[f"{at}: times"] = [1, sums[f"{at}: times"][FOUND] + 1]


def _accounts(proof: dict[str, Any], sums: Sums) -> None:
    for account in proof["accounts"]:
        at, opening, end = f"accounts/{account['customer']}", _amount(account["opening"]), _amount(account["closing"])
        _once(at, sums)
        sums[f"{at}: closing"] = [opening, end]
        for line in account["movements"]:
            amount, where = _amount(line["amount"]), f"{at}/{line['date']} {line['kind']} {line['id']}"
            _once(f"{where} {'credit' if amount < 0 else 'debit'}", sums)
            sums[f"{where}: month"] = [proof["month"], line["date"][:7]]
            document = f"{'items' if line['kind'] in OF_ITEMS else 'sources'}/{line['id']}"
            sums[f"{at}: moved by {'refunds' if line['kind'] == 'refund' else document}"][FOUND] += amount
            sums[f"{at}: closing"][DUE] += amount
        before, after = _documents(account, at, sums)
        sums[f"{at}: opening by documents"], sums[f"{at}: closing by documents"] = [before, opening], [after, end]
        for name, total in (("statements.opening", opening), ("statements.closing", end), ("receivable", end)):
            sums[f"controls/{name}.{account['currency']}"][DUE] += total
        sums["controls/statements.count"][DUE] += bool(account["movements"] or opening or end)


def _documents(account: dict[str, Any], at: str, sums: Sums) -> tuple[Decimal, Decimal]:
    opening, closing = Decimal(0), Decimal(0)
    for kind, rest, sign in (("items", "open", 1), ("sources", "left", -1)):
        for one in account[kind]:
            where, before, left = f"{kind}/{one['id']}", _amount(one["before"]), _amount(one[rest])
            entered, refunded = _amount(one["entered"]), _amount(one.get("refunded", "0"))
            _once(where, sums)
            sums[f"{where}: left"] = [before + entered - refunded, left]
            sums[f"{where}: below zero"] = [False, left < 0]
            had, has = before * one.get("was_good", True), left * one.get("good", True)
            if at:
                sums[f"{at}: moved by {where}"][DUE] += entered if sign > 0 else had - has - refunded
                sums[f"{at}: moved by refunds"][DUE] += refunded
            opening, closing = opening + sign * had, closing + sign * has
    return opening, closing


def _allocations(proof: dict[str, Any], sums: Sums) -> None:
    owner = {item["id"]: account["customer"] for account in proof["accounts"] for item in account["items"]}
    _documents({"items": [], "sources": proof["unidentified"]}, "", sums)
    for number, line in enumerate(proof["allocations"], 1):
        amount, source, target = _amount(line["amount"]), f"sources/{line['source']}", f"items/{line['target']}"
        sums[f"allocations/{number}"] = [(number, proof["month"]), (line["no"], line["date"][:7])]
        moved = f"accounts/{owner.get(line['target'])}: moved by "
        interest, money = line["kind"] == "interest", line["rule"] not in ("tolerance", "write_off")
        sums[moved + target if interest else f"{target}: left"][DUE] += amount if interest else -amount
        sums[moved + source if money else moved + target][DUE] -= amount
        sums[f"{source}: left"][DUE] -= amount if money else 0
        if amount > 0 and not line["row"] and line["rule"] in ("exact", "oldest", "tolerance"):
            sums[_decided(line["date"], line)][DUE] += 1


def _decided(day: str, line: dict[str, Any]) -> str:
    return " ".join(["traces:", day, *(line[name] for name in ("source", "target", "kind", "rule", "amount"))])


def _decisions(proof: dict[str, Any], sums: Sums) -> None:
    for trace in proof["traces"]:
        at = f"traces/{trace['receipt']}/{trace['on']}"
        _once(at, sums)
        for one in trace["placed"]:
            sums[_decided(trace["on"], one)][FOUND] += 1
        for number, chosen in enumerate(trace["sets"], 1):
            sums[f"{at}: set {number}"] = [_amount(trace["money"]), sum(_amount(one["amount"]) for one in chosen)]
    for name, control in proof["controls"].items():
        if (at := f"controls/{name}") in sums:
            sums[at][FOUND] = _amount(control["ours"])
        sums[f"{at}: twice"] = [control["check"], control["ours"]]


def _digests(proof: dict[str, Any], sums: Sums) -> None:
    parts = {name: part for name, part in proof.items() if name not in ("accounts", "traces", "digest")}
    parts |= {f"accounts/{one['customer']}": one for one in proof["accounts"]}
    parts |= {f"traces/{one['receipt']}/{one['on']}": one for one in proof["traces"]}
    for name, text in {**proof["digests"], "digests": proof["digest"]}.items():
        sums[f"{name}: digest"][FOUND] = text
    for name, part in parts.items():
        text = json.dumps(part, sort_keys=True, separators=(",", ":"))
        sums[f"{name}: digest"][DUE] = sha256(text.encode()).hexdigest()


def main(path: str) -> int:
    """Say `ok`, or the first place that does not add up: 0, 1, or 2 where the file is no proof."""
    try:
        wrong = verify(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    print("ok" if wrong is None else "{}: expected {}, found {}".format(*wrong))
    return int(wrong is not None)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
