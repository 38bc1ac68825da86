"""Our books beside another system: pulled from it, pushed to it, compared with it, each document once.

    mirror       what the other system told us: every document's newest version, in the journal
    difference   our document beside theirs: what is only here, only there, or differs; pure
    pulling      the feeds into the mirror; what differs between the mirror and the books
    taking       what is new in the mirror into the books
    sendings     our documents as commands of a port
    sent         what we sent before
    ours         fields that are ours by configuration
    checking     what plugins find in documents before they are sent
    pushing      our documents into the outbox, and by workers to the other system
    untold       what stands in our ledger and no port carries
    beside       our documents beside their open items, by number: which differ by nothing else
    tie          our open items, theirs, and what customers confirmed: the three-way tie
    session      the books, the journal and the connections of a folder, opened together

Laws: what is pulled twice is there once, what is pushed twice is there once, whenever a process died in between; where
both sides changed a document nothing is overwritten and the difference is told, but for fields that are ours.
Source: LD-02, AD-01; R27; decision 5.
"""
