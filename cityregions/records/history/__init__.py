"""History: who changed what, when, from what to what and why, of every record and its parts; and putting it back."""
