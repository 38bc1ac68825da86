"""Contracts: instalments, performance, gates, review, contact sheet, licences."""
