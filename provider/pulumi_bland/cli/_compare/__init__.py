"""Second stage: two sides of each resource compared. Values that must not be shown end here."""
