"""The parts of the fake: what K3 Cloud does, after the wire sheet, sharing no code with the adapter.

signing    verifies signatures and sign-ins      schema    the forms of one tenant, in its own spelling
bills      saves, submits, audits, settles       asking    queries: conditions, joined rows, absolute end rows
"""
