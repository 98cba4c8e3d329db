"""Changes: what was created, changed and deleted, in the order of its commits, for programs that keep a copy."""
