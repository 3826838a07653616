"""Vouch, the product half: a GCC-compatible C compiler, assembler and linker."""
