"""Lowering: the typed tree becomes SSA IR, function by function."""
