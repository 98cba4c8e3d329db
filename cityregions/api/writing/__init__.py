"""Writing: how programs add, change and delete rows, one or thousands at once, by the rules that people keep to."""
