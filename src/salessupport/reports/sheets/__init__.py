"""One module per named sheet: a declaration, and a function that turns the domain's answer into its content."""
