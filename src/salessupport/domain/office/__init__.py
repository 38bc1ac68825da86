"""The office: what falls due today, and what the boss sees."""
