"""The linker: relocatable objects to executables and shared libraries."""
