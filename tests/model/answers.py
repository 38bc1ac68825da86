"""Questions to the naive bookkeeping, answered as plain dicts and numbers of minor units (books.md, `show`)."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from model.agreements import poured
from model.naive import NOT_MONEY, Naive

NAMES = {"debit_note": "debit_note"}


def invoice(naive: Naive, doc: str, day: date) -> dict[str, object]:
    """Answer `show invoice` for an issued invoice."""
    uses = [u for u in naive.live(day, target=doc) if u.kind != "interest"]
    money = [u for u in uses if u.rule not in NOT_MONEY]
    return {
        "credited": sum(u.amount for u in money if u.source in naive.notes),
        "paid": sum(u.amount for u in money if u.source in naive.receipts),
        "written_off": sum(u.amount for u in uses if u.rule in NOT_MONEY),
        "open": naive.open(doc, day),
        "open_company": naive.open_worth(doc, day),
        "realised": sum(u.value - u.carrying for u in uses),
        "interest": naive.interest(doc, day) if doc in naive.invoices else 0,
        "closed": naive.open(doc, day) == 0,
        "allocations": summed((u.source, u.day, u.amount) for u in money),
    }


def receipt(naive: Naive, doc: str, day: date) -> dict[str, object]:
    """Answer `show receipt` for a receipt that has arrived."""
    uses = [u for u in naive.live(day, source=doc) if u.rule not in NOT_MONEY]
    principal = [u for u in uses if u.kind == "principal"]
    return {
        "settles": naive.gross(doc),
        "applied": summed((u.target if u.kind == "costs" else u.named, u.kind, u.amount) for u in uses),
        "unapplied": naive.left(doc, day),
        "unapplied_company": naive.left_worth(doc, day),
        "carrying": sum(u.carrying for u in principal),
        "realised": sum(u.value - u.carrying for u in principal),
        "refunded": naive.refunded(doc, day),
    }


def contract(naive: Naive, doc: str, day: date) -> dict[str, object]:
    """Answer how the money of a contract stands, by instalment: amount, received, open, due date and status."""
    due, (named, other, written_off) = naive.then.get((doc, day)) or (naive.as_signed(doc), ({}, 0, 0))
    money = sum(named.values()) + other
    received, settled = poured(due, named, other), poured(due, named, other + written_off)
    return {
        "amount": sum(due.values()),
        "collected": money,
        "excess": money - sum(received.values()),
        "written_off": written_off,
        "instalments": {
            no: (due[no], received[no], due[no] - settled[no], *status(naive, doc, no, due[no] > settled[no], day))
            for no in due
        },
    }


def status(naive: Naive, doc: str, no: int, is_open: bool, day: date) -> tuple[date | None, str]:
    """Give the due date of an instalment, and its state (Conventions 5)."""
    due_on, come = naive.due(doc, no, day)
    if not is_open:
        return due_on, "paid"
    if not come:
        return due_on, "waiting"
    return due_on, "not_due" if due_on > day else "due" if due_on == day else "overdue"


def ageing(naive: Naive, day: date) -> dict[str, dict[str, object]]:
    """Answer `show ageing` for each customer that has items or money, in company currency."""
    answer = {}
    for customer in {d.customer for d in (*naive.items.values(), *naive.sources.values())} - {None}:
        items = {i: (bucket(naive, i, day), naive.open_worth(i, day)) for i in naive.there(day, customer)}
        unapplied = -sum(naive.left_worth(s, day) for s, row in naive.sources.items() if row.customer == customer)
        if items or unapplied:
            total = sum(worth for _, worth in items.values()) + unapplied
            answer[customer] = {"items": items, "unapplied": unapplied, "total": total}
    return answer


def bucket(naive: Naive, item: str, day: date) -> str:
    """Name the bucket of an item (Conventions 4): not_due up to the due date, spans up to each bound, the rest."""
    overdue = (day - naive.key(item)[0]).days
    start = 1
    for bound in naive.rules.ageing:
        if overdue <= bound:
            return f"{start}-{bound}" if overdue > 0 else "not_due"
        start = bound + 1
    return f"{start}+"


def statement(naive: Naive, customer: str, first: date, last: date) -> dict[str, object]:
    """Answer `show statement`: one line per day, document, kind and side; debits of a day first, then by id."""
    own = [movement[1:] for movement in movements(naive, last) if movement[0] == customer and movement[4]]
    sums = summed((*movement[:3], movement[3] < 0, movement[3]) for movement in own)
    lines = [(*key[:3], amount) for key, amount in sums.items()]
    return {
        "opening": sum(line[3] for line in lines if line[0] < first),
        "lines": sorted((one for one in lines if one[0] >= first), key=lambda x: (x[0], x[3] < 0, x[1], x[2])),
        "closing": sum(line[3] for line in lines),
    }


def movements(naive: Naive, last: date):
    """List movements of all accounts up to a day: whose, when, which document, what, how much (debits positive)."""
    issued = [(i, NAMES.get(i.kind, "invoice")) for i in naive.invoices.values()]
    found = [(i.customer, i.issued_on, i.id, kind, i.gross.minor) for i, kind in issued]
    found += [(n.customer, n.issued_on, n.id, "credit_note", -n.gross.minor) for n in naive.notes.values()]
    found += [(c.customer, c.effective_on, c.id, "charge", c.amount.minor) for c in naive.charges.values()]
    found += [(naive.receipts[r.source].customer, r.day, r.id, "refund", r.amount) for r in naive.refunds]
    for r in naive.receipts.values():
        found += [(r.customer, on, r.id, kind, sign * naive.gross(r.id)) for on, kind, sign in turns(naive, r, last)]
    for u in naive.uses:
        whose = naive.items[u.target].customer
        payer = naive.sources[u.source].customer if u.source in naive.sources else whose
        moved = [(whose, u.target, "interest", u.amount)] * (u.kind == "interest")
        moved += [(whose, u.target, "write_off", -u.amount)] * (u.rule in NOT_MONEY)
        if payer != whose and u.rule not in NOT_MONEY:
            moved += [(whose, u.source, "receipt", -u.amount), (payer, u.source, "receipt", u.amount)]
        found += [(who, u.day, doc, kind, amount) for who, doc, kind, amount in moved]
        found += [(who, u.until, doc, kind, -amount) for who, doc, kind, amount in moved if u.until]
    return [line for line in found if line[1] <= last]


def turns(naive: Naive, row, last: date):
    """Give the days on which a receipt comes to count, or no longer counts."""
    day, counted = row.received_on, True
    yield day, "receipt", -1
    while day <= last:
        if naive.good(row.id, day) != counted:
            counted = not counted
            yield (day, "receipt", -1) if counted else (day, "dishonoured", 1)
        day += timedelta(days=1)


def summed(rows) -> dict[tuple[object, ...], int]:
    """Sum the last column of rows by the others; what comes to nothing is left out."""
    sums: Counter[tuple[object, ...]] = Counter()
    for *key, amount in rows:
        sums[tuple(key)] += amount
    return {key: amount for key, amount in sums.items() if amount}


def everything(naive: Naive, day: date, since: date | None = None) -> dict[str, object]:
    """Answer all there is to ask about a day; statements from `since`, or from the first day on."""
    first = since or naive.first
    charged = [c for c, row in naive.charges.items() if row.effective_on <= day]
    return {
        "invoices": {i: invoice(naive, i, day) for i, row in naive.invoices.items() if row.issued_on <= day},
        "charges": {c: (naive.open(c, day), naive.open_worth(c, day)) for c in charged},
        "notes": {n: naive.left(n, day) for n, row in naive.notes.items() if row.issued_on <= day},
        "receipts": {r: receipt(naive, r, day) for r, row in naive.receipts.items() if row.received_on <= day},
        "contracts": {c: contract(naive, c, day) for c, row in naive.contracts.items() if row.signed_on <= day},
        "ageing": ageing(naive, day),
        "statements": {c: statement(naive, c, first, day) for c in naive.customers},
    }
