"""Texts about the journal, its chain and its checkpoint."""

TEXTS: dict[str, tuple[str, str]] = {}
