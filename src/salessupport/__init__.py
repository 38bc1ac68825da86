"""The back office of a sales department: receivables, statements and the month end, proven and explained."""
