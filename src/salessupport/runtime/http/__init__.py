"""The one way to the network: an HTTP client that sends once, waits within a deadline and trusts nothing it is told.

    destination   which addresses may be called, and the address that was really connected
    settings      what the configuration may say about the network
    wire          sockets under one deadline that know whether something was sent
    client        a request and what became of it
    verdict       failures and statuses → what the caller may do next
    body          the answer's bytes within bounds
    answer        the answer as text and as strict JSON

Source: reliability.md 3.6, B77-B87, F1-F20.
"""
