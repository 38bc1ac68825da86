"""Pay: what salespeople earn by their plans, drawn from the receivables, orders and contracts (PY-02, PL-03)."""
