"""The laboratory: a real Tryton server for tests, and what stands there before a trial; not used by the adapter."""
