"""First stage: what Pulumi printed and what it keeps, as plain data. Nothing is judged here."""
