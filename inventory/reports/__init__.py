"""Reads of the yard that span tables, as frozen dataclasses."""
