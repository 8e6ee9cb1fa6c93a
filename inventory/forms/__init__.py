"""Forms of the yard's pages."""
