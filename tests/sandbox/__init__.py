"""The sandbox's own rules, each with the page that it comes from."""
