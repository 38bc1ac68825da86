"""Matching as a whole: which open items does each payment pay, by which proof, and what else it might have been.

What is plain is found first and in bulk (`exact`). The stages run from the strongest proof to the weakest; what one
settles is gone for the next. The answer is a function of the records' contents: their order and ids change nothing but
the order and labels of the answer (performance P5).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from salessupport.domain.matching.answers import Answers
from salessupport.domain.matching.board import Board
from salessupport.domain.matching.partial import run_parts
from salessupport.domain.matching.quoted import LEVELS, run_level
from salessupport.domain.matching.records import Effort, OpenItem, Options, Payment
from salessupport.domain.matching.unquoted import run_amounts
from salessupport.domain.values.errors import DuplicateKey

DEFAULTS = Options()


def match(
    items: Sequence[OpenItem],
    payments: Sequence[Payment],
    options: Options = DEFAULTS,
    *,
    effort: Effort | None = None,
) -> Answers:
    """Match payments to open items: one answer for each payment, in their order, made when it is asked for.

    Raises `DuplicateKey` `id.duplicate` if two items or two payments have one id. `effort` counts the work done.
    """
    _refuse_duplicates("open_items", [item.id for item in items])
    _refuse_duplicates("receipts", [payment.id for payment in payments])
    board = Board(items, payments, options, effort or Effort())
    if board.open_payments():
        for level in LEVELS:
            run_level(board, level)
        run_amounts(board)
        run_parts(board, near=False)
        run_parts(board, near=True)
    return Answers(board)


def _refuse_duplicates(table: str, ids: Sequence[str]) -> None:
    if len(set(ids)) == len(ids):
        return
    one = Counter(ids).most_common(1)[0][0]
    raise DuplicateKey("id.duplicate", path=table, id=one, row=ids.index(one) + 1)
