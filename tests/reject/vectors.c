// Vectors are no conditions in C.
typedef int v4 __attribute__((vector_size(16)));
v4 f(v4 a, v4 b) { return a ? a : b; } // error: used vector type where scalar is required
v4 g(v4 a, v4 b) { return a ?: b; } // error: used vector type where scalar is required
int h(v4 a) { if (a) return 1; return 0; } // error: used vector type where scalar is required
