"""One table of a layout's TOML while it is read: its options by kind, every fault noted at its path, none raised.

What is asked for and is not there, or is of another kind, becomes a fault `layout.invalid`; the reader goes on with
something harmless, so that all faults of a layout are found at once. Source: architecture "What bad input gets".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import get_close_matches

from attrs import define, evolve, field, frozen

from salessupport.tabular.foreign import Derive
from salessupport.tabular.grid import header_key

Cell = tuple[str, str]
"""A source and the key of one of its headers."""
_BRACES = re.compile(r"\{([^{}]+)\}")
MOST_DECIMALS = 12


@frozen
class Operation:
    """One operation: what makes a derived cell of its options, and the options that it takes besides its own name."""

    make: Callable[[Spec], Derive]
    options: tuple[str, ...] = ()


@define
class Notes:
    """What the reading of one layout shares: operations, sources with the headers they need, and the faults.

    `rests_on` has the cells that each derived column is derived from.
    """

    operations: Mapping[str, Operation]
    needs: Mapping[str, dict[str, str]]
    faults: list[tuple[str, str]] = field(factory=list)
    rests_on: dict[Cell, set[Cell]] = field(factory=dict)


@frozen(eq=False)
class Spec:
    """One TOML table at `path`, about the records of `source`.

    `name` is the operation's own option, if it is one; `derives` the column that is being derived, if there is one.
    """

    notes: Notes
    path: str
    given: Mapping[str, object]
    source: str = ""
    name: str = ""
    derives: Cell | None = None

    def fault(self, option: str, english: str, chinese: str) -> None:
        """Note what is wrong with an option, or with the whole."""
        self.notes.faults.append((".".join(filter(None, (self.path, option))), f"{english} / {chinese}"))

    def allow(self, *options: str) -> None:
        """Note every option that is not one of these."""
        for option in self.given:
            if option not in options:
                near = get_close_matches(option, options, n=1)
                hint = f", did you mean {near[0]}?" if near else f": {', '.join(options)}"
                self.fault(option, f"unknown key{hint}", "不认识的键")

    def text(self, option: str, *, default: str | None = None) -> str:
        """Give a text; without a default it is necessary."""
        value = self.given.get(option, default)
        if isinstance(value, str) and (value or default == ""):
            return value
        self.fault(option, "a text is needed here", "此处应为文本")
        return ""

    def words(self, option: str) -> Mapping[str, str]:
        """Give a table of texts."""
        value = self.given.get(option)
        if isinstance(value, dict) and value and all(isinstance(word, str) for word in value.values()):
            return value
        self.fault(option, 'a table of texts is needed, { Shipped = "confirmed" }', "此处应为文本对照表")
        return {}

    def decimals(self) -> int | None:
        """Give the decimals to round to; None: the result stays exact."""
        value = self.given.get("decimals")
        return None if value is None else self.places("decimals", value)

    def places(self, option: str, value: object) -> int:
        """Read a number of decimals."""
        if type(value) is int and 0 <= value <= MOST_DECIMALS:
            return value
        self.fault(option, f"a number of decimals from 0 to {MOST_DECIMALS} is needed", "此处应为小数位数")
        return 0

    def tables(self, option: str) -> Iterator[Spec]:
        """Give the tables that stand under an option by name."""
        value = self.given.get(option, {})
        if not isinstance(value, dict):
            self.fault(option, "a table is needed here", "此处应为表")
            return
        for name, table in value.items():
            if isinstance(table, dict):
                yield evolve(self, path=f"{option}.{name}", given=table, source=name)
            else:
                self.fault(f"{option}.{name}", "a table is needed here", "此处应为表")

    def under(self, option: str) -> Spec:
        """Give the table under an option; an empty one where there is none."""
        value = self.given.get(option, {})
        if not isinstance(value, dict):
            self.fault(option, "a table is needed here", "此处应为表")
        path = ".".join(filter(None, (self.path, option)))
        return evolve(self, path=path, given=value if isinstance(value, dict) else {})

    def derived(self, option: str) -> Derive:
        """Give what derives a further column of the records, named by the option."""
        return evolve(self, derives=(self.source, header_key(option))).cell(option)

    def cell(self, option: str) -> Derive:
        """Give what derives the cell that an option asks for: a header, or a table of one operation."""
        return self._derive(option, self.given.get(option))

    def cells(self, option: str) -> Sequence[Derive]:
        """Give what derives each of a list of cells."""
        value = self.given.get(option)
        if isinstance(value, list) and value:
            return [self._derive(f"{option}[{index}]", one) for index, one in enumerate(value)]
        self.fault(option, 'a list is needed here, ["price", "quantity"]', "此处应为列表")
        return ()

    def header(self, option: str) -> str:
        """Give a header of the own records."""
        header = self.text(option)
        self.need(self.source, header)
        return header

    def other(self, option: str, *, whole: bool = False) -> tuple[str, str]:
        """Give another source and one of its headers, `lines.value`; with `whole` the source alone, `lines`."""
        text = self.text(option)
        source, _, header = (text, "", "") if whole else text.partition(".")
        if text and source not in self.notes.needs:
            self.fault(option, f"no source is called {source!r}", f"没有名为“{source}”的来源")
        elif text and not whole and not header:
            self.fault(option, 'source and header are needed, "orders.shipped_date"', "此处应为“来源.表头”")
        self.need(source, header)
        return source, header

    def on(self, source: str) -> tuple[str, Derive]:
        """Give the header of the other source in `on`, and the own cell it has to equal: `by`, else the same header."""
        header = self.text("on")
        self.need(source, header)
        return header, self.cell("by" if "by" in self.given else "on")

    def pieces(self, option: str) -> Sequence[tuple[str, Derive | None]]:
        """Give a template as texts, each with the cell that stands behind it in braces."""
        parts = _BRACES.split(self.text(option))
        cells = [self._derive(option, header) for header in parts[1::2]]
        return list(zip(parts[0::2], [*cells, None], strict=True))

    def need(self, source: str, header: str) -> None:
        """Keep in mind that a header of a source is read."""
        if header and source in self.notes.needs:
            key = header_key(header)
            self.notes.needs[source][key] = header
            if self.derives is not None:
                self.notes.rests_on.setdefault(self.derives, set()).add((source, key))

    def _derive(self, option: str, value: object) -> Derive:
        if isinstance(value, str) and value:
            self.need(self.source, value)
            return lambda line, files: line.text(value, files)
        if isinstance(value, dict):
            return self._operation(option, value)
        self.fault(option, "a header or an operation is needed here", "此处应为表头或一种运算")
        return lambda _line, _files: ""

    def _operation(self, option: str, value: Mapping[str, object]) -> Derive:
        operations = self.notes.operations
        inner = evolve(self, path=".".join(filter(None, (self.path, option))), given=value)
        names = [name for name in value if name in operations]
        if len(names) != 1:
            inner.fault("", f"one operation is needed: {', '.join(operations)}", "此处应有且只有一种运算")
            return lambda _line, _files: ""
        operation = operations[names[0]]
        inner.allow(names[0], *operation.options)
        return operation.make(evolve(inner, name=names[0]))
