"""Data for keep.eu, which collects the projects of territorial cooperation: what it asks for, from what is public."""
