"""A made-up project of any size, for trying things out and for tests of size."""
