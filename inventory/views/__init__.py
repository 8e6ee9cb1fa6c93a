"""Pages of the yard."""
