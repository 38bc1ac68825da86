"""Orders: what of each line is delivered, returned, invoiced and open; their review; the exposure of a customer."""
