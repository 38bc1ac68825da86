"""The parts of the fake: what K3 Cloud does, after the wire sheet, sharing no code with the adapter.

signing    verifies signatures and sign-ins      schema    the forms of one tenant, in its own spelling
bills      saves, submits, audits                asking    queries: conditions, joined rows, absolute end rows
settling   what an audit does to other bills     amounts   what K3 Cloud works out itself
people     who works there: enters, changes
"""
