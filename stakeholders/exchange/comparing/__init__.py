"""Comparing: what would become of each row of a file on a map, without changing anything."""

from .comparison import WRITTEN, Comparison
from .known import chunks

__all__ = ["WRITTEN", "Comparison", "chunks"]
