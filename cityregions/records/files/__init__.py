"""Files: where they are kept, what they really are, and how they come in and go out."""
