"""Benchmarks: ratios measured in one run on one server, never figures that travel."""
