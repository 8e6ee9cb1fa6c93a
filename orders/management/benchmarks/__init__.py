"""Benchmarks of what spans orders and the yard."""
