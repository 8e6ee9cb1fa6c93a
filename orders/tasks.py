"""Jobs of orders."""
