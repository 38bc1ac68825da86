"""Values: money and its exact splits, dates, identifiers, names, findings and explanations. They know no facts."""
