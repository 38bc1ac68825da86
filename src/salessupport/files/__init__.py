"""The adapter `files`: a folder of books spreadsheets (CSV, XLSX) as if it were another system.

    adapters.py    `ADAPTERS`, what is announced
    opening.py     the configuration and the openers
    connection.py  what every adapter of a port shares; customers.py, sales.py, documents.py: one for each port
    orders.py      amendments and cancellations as rows that are added
    feed.py        reading on from a cursor, without a log of changes to read
    papers.py      the rows of one document, its version
    folder.py      `Folder`: commands, once for their key, whole or not at all
    rehearsal.py   a command tried out on a copy before it is promised
    journal.py     the side journal: keys, and what is promised
    snapshot.py    the folder as it stands at one moment
    access.py      errors of the system as errors of the contract
    lock.py        one writer at a time

Rows are only added, as everywhere in the books (architecture decision 2). The key of a command stands in a side journal
in the folder (`.salessupport/journal.jsonl`), not in a column: the rows of a document go into several files, and only
one line of one file can promise them all at once; and people's tables keep the columns that they have. Should the
journal be lost, the ids of the documents, unique in the books, keep a command that is sent again from doubling them.
Source: adapters.md; ports.md 3.4-3.6; issue 5.
"""
