"""The pure core: values in, values out; no clock, no input or output, no environment.

`values` are the words, `facts` what was recorded, `history` all facts as seen at two dates; `receivables` and its
sister packages hold what follows from the facts, one file per question. Only attrs and the pure part of the standard
library may be imported here (`tests/unit/test_purity.py`).
"""
