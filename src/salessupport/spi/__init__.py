"""The contract with adapters: what an integrator writes against, and nothing else of the library but its public names.

    port.py          `Port[P]`, a token that stands for one Protocol with its version, verbs and kinds
    ports/           one file per port: the Protocol and its token
    documents.py     what is written to a remote system: an order with its lines, an invoice, a settlement …
    feed.py          what is read from it: `Batch` of `Change`, `Cursor`
    keys.py          `Key`, the business identity of one effect
    outcomes.py      `Done`, `Pending`: the answer of a command
    capabilities.py  what an adapter can do, as answers, and the traits that change what a caller may do
    adapter.py       `Adapter`, the import-light descriptor that a plugin registers
    environment.py   clock, sleeper, random source, HTTP client, converter: what an adapter may use of the world
    policies.py      policies chosen by name and version
    hooks.py         the hooks, by the verb grammar
    errors.py        the errors that an adapter may raise, by what the caller may do next
    secret.py        `Secret`
    checks.py        whether an object has the signatures of a Protocol

Law: pure; nothing here reads a clock, a file or the network, and only `hooks` imports pluggy.
Source: ports.md; architecture decisions 4-6; requirement AD-01.
"""
