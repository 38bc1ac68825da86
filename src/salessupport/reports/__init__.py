"""Reports: the office's named sheets, declared as data, and the one renderer that writes them as workbooks.

`sheet` says what a sheet is, `sheets` holds one module per named sheet, `checks` proves the figures before a byte is
written, `xlsx` writes. Nothing here calculates what the domain answers.
"""
