"""The reference adapter of every port: the model of the certification kit and the offline demonstration.

    remote.py       `Remote`, the other system: its documents as a log of changes, keys, limits, closed period
    record.py       what the log holds, and `View`, what a reading sees of it
    wire.py         `Wire`: what stands between an adapter and the remote; a kit puts its weather there
    connection.py   what every adapter of a port shares: commands by key, look-up, feeds by page
    limits.py       what the remote takes, at the bound and one above
    registry.py     remotes of this process by name, for configurations
    adapters.py     `ADAPTERS`, what is announced
    opening.py      the configuration and the openers

and one file for each port. Law: one key makes one document, a feed read from any of its cursors on misses nothing, a
document is never settled beyond its amount. Source: ports.md 3.4-3.6, 4; issue 5.
"""
