"""ELF: the object model, and reading and writing objects, shared libraries and archives."""
