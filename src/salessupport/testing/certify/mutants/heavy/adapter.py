"""The module that the mutant `heavy` names."""
