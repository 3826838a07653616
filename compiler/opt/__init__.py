"""Optimisation: passes over the IR, one a file, in the order that `pipeline.py` gives."""
