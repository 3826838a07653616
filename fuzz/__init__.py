"""Programs by chance, judged by all: generators, judges, reducer and the `vfuzz` command."""
