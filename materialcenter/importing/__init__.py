"""Spreadsheets on their way in: from bytes to typed lines, with every fault named.

Here belongs what all imports do alike: reading files, finding headings, reading cells,
naming faults, and the list of kinds. Never here: what a kind's rows mean or the writing
of rows, which are the kind's (`<app>/services/importing/`), and the course of an import
run, which is materialcenter.services.importing's.
"""
