"""Maps as people see them: what stands on one on a day, for a reader, and how it is drawn, measured and compared."""
