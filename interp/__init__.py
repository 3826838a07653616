"""The abstract machine of C: runs typed trees over a byte memory and reports what is undefined."""
