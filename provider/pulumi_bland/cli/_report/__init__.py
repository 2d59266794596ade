"""Third stage: what was found, in plain data and in words: the changes, their dangers, the verdict."""
