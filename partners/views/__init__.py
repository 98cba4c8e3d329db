"""Pages of the partners, and of their people's accounts."""
