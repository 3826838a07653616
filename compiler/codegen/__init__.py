"""Code generation shared by all targets: legalise, select, allocate, lay out, emit."""
