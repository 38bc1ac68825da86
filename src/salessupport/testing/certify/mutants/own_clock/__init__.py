"""A package whose adapter reads the machine's clock: what `shape.world` refutes."""
