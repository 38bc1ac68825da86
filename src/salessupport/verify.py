"""Checks the proof of a close by adding it up again with nothing of the program that wrote it.

What has to agree is told in docs/explanation/proof.md. It runs by itself, too: `python verify.py proof.json`.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from decimal import Context, Decimal, Inexact, localcontext
from hashlib import sha256
from pathlib import Path
from typing import Any

DUE, FOUND = 0, 1
DECISION = ("source", "target", "kind", "rule", "amount")
OF_ITEMS = ("invoice", "debit_note", "charge", "interest", "write_off")


def verify(text: str) -> tuple[str, object, object] | None:
    """Give the first place that does not add up, with what is due and found there; `ValueError` if it is no proof."""
    sums: dict[str, list[Any]] = defaultdict(lambda: [0, 0])
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


def _once(at: str, sums: dict[str, list[Any]]) -> str:
    sums[f"{at}: times"] = [1, sums[f"{at}: times"][FOUND] + 1]
    return at


def _accounts(proof: dict[str, Any], sums: dict[str, list[Any]]) -> None:
    for one in proof["accounts"]:
        at, opening, end = _once(f"accounts/{one['customer']}", sums), _amount(one["opening"]), _amount(one["closing"])
        sums[f"{at}: closing"] = [opening, end]
        for line in one["movements"]:
            amount, where = _amount(line["amount"]), f"{at}/{line['date']} {line['kind']} {line['id']}"
            _once(f"{where} {'credit' if amount < 0 else 'debit'}", sums)
            sums[f"{where}: month"] = [proof["month"], line["date"][:7]]
            document = f"{'items' if line['kind'] in OF_ITEMS else 'sources'}/{line['id']}"
            sums[f"{at}: moved by {'refunds' if line['kind'] == 'refund' else document}"][FOUND] += amount
            sums[f"{at}: closing"][DUE] += amount
        balances = [*_documents(one, at, sums)]
        sums[f"{at}: opening by documents"] = [sum(had for had, _ in balances), opening]
        sums[f"{at}: closing by documents"] = [sum(has for _, has in balances), end]
        for name, total in (("statements.opening", opening), ("statements.closing", end), ("receivable", end)):
            sums[f"controls/{name}.{one['currency']}"][DUE] += total
        sums["controls/statements.count"][DUE] += bool(one["movements"] or opening or end)


def _documents(account: dict[str, Any], at: str, sums: dict[str, list[Any]]) -> Iterator[tuple[Decimal, Decimal]]:
    for kind, rest, sign in (("items", "open", 1), ("sources", "left", -1)):
        for one in account[kind]:
            where, before, left = _once(f"{kind}/{one['id']}", sums), _amount(one["before"]), _amount(one[rest])
            entered, refunded = _amount(one["entered"]), _amount(one.get("refunded", "0"))
            sums[f"{where}: left"] = [before + entered - refunded, left]
            sums[f"{where}: below zero"] = [False, left < 0]
            had, has = sign * before * one.get("was_good", True), sign * left * one.get("good", True)
            if at:
                sums[f"{at}: moved by {where}"][DUE] += entered if sign > 0 else has - had - refunded
                sums[f"{at}: moved by refunds"][DUE] += refunded
            yield had, has


def _allocations(proof: dict[str, Any], sums: dict[str, list[Any]]) -> None:
    owner = {item["id"]: account["customer"] for account in proof["accounts"] for item in account["items"]}
    list(_documents({"items": [], "sources": proof["unidentified"]}, "", sums))  # for its sums alone
    for number, line in enumerate(proof["allocations"], 1):
        amount, source, target = _amount(line["amount"]), f"sources/{line['source']}", f"items/{line['target']}"
        sums[f"allocations/{number}"] = [(number, proof["month"]), (line["no"], line["date"][:7])]
        moved = f"accounts/{owner.get(line['target'])}: moved by "
        interest, money = line["kind"] == "interest", line["rule"] not in ("tolerance", "write_off")
        sums[moved + target if interest else f"{target}: left"][DUE] += amount if interest else -amount
        sums[moved + source if money else moved + target][DUE] -= amount
        sums[f"{source}: left"][DUE] -= amount if money else 0
        if amount > 0 and not line["row"] and line["rule"] in ("exact", "oldest", "tolerance"):
            sums[" ".join(["traces:", line["date"], *(line[name] for name in DECISION)])][DUE] += 1


def _decisions(proof: dict[str, Any], sums: dict[str, list[Any]]) -> None:
    for trace in proof["traces"]:
        at = _once(f"traces/{trace['receipt']}/{trace['on']}", sums)
        for one in trace["placed"]:
            sums[" ".join(["traces:", trace["on"], *(one[name] for name in DECISION)])][FOUND] += 1
        for number, chosen in enumerate(trace["sets"], 1):
            sums[f"{at}: set {number}"] = [_amount(trace["money"]), sum(_amount(one["amount"]) for one in chosen)]
    for name, control in proof["controls"].items():
        sums[f"controls/{name}"][FOUND] = _amount(control["ours"]) if f"controls/{name}" in sums else 0
        sums[f"controls/{name}: twice"] = [control["check"], control["ours"]]


def _digests(proof: dict[str, Any], sums: dict[str, list[Any]]) -> None:
    parts = {name: part for name, part in proof.items() if name not in ("accounts", "traces", "digest")}
    parts |= {f"accounts/{one['customer']}": one for one in proof["accounts"]}
    parts |= {f"traces/{one['receipt']}/{one['on']}": one for one in proof["traces"]}
    for name, text in {**proof["digests"], "digests": proof["digest"]}.items():
        sums[f"{name}: digest"][FOUND] = text
    for at, one in parts.items():
        sums[f"{at}: digest"][DUE] = sha256(json.dumps(one, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


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
