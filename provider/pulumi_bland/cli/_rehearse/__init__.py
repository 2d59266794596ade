"""A dry run: the very lifecycles of `up`, with a client that reads, and records what it is asked to write."""
