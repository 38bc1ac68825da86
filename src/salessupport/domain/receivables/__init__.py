"""Receivables on the invoice basis: what follows from invoices, receipts, credits, charges and their allocations.

`account` draws up the documents of a customer, `placing` folds them day by day into postings (through
`appropriation`, `interest`, `exchange` and `subset`), and the questions read the postings: `open_items`, `ageing`,
`statement`, `settlement` (one receipt), `control` (the second route).
"""
