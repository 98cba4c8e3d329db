"""The timeline: the work plan laid out along the months, as it stood on a day."""
