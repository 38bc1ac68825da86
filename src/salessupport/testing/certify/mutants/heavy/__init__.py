"""A package whose registration imports a spreadsheet library: what `shape.light` refutes."""

import openpyxl  # noqa: F401 - the fault
