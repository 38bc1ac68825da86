"""The command line: thin verbs over `Desk`, tables for people and `--json` for programs."""
