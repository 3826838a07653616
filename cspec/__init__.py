"""The definition of C: preprocessing, phrase structure, types and constraints (C17, GNU C)."""
