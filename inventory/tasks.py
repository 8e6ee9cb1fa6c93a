"""Jobs of the yard."""
