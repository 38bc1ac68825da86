"""Tables as files: bytes → cells with an address, and back. The only reader of tables; it knows no sales office."""
