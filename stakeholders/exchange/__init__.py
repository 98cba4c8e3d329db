"""Exchange: maps with their stakeholders, relations and ratings as files that come in and go out."""
