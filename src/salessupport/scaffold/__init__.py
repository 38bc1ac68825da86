"""The scaffold: a new adapter's package, written from the port's own Protocol, that keeps the first laws as it stands.

    signatures   the verbs of a port as source text, with the imports that they need
    names        what an adapter may be called, and what is derived from its name
    package      `new_adapter`: the whole package, file by file, out of `templates/`

Law: what is not written yet is declared so; a new package is checked by ruff, typed by mypy strict, and honest.
Source: ports.md 4.6.
"""
