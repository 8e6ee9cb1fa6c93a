"""Reads that span tables, as frozen dataclasses; one file per subject."""
