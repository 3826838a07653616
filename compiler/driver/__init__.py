"""The command line: options, target choice, the jobs of one call."""
