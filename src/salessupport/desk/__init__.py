"""The desk: one object that answers questions about an office's facts and carries out the clerk's commands."""

from salessupport.desk.desk import Desk

__all__ = ["Desk"]
