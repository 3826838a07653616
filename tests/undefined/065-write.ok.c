// item: 65
static struct { int a; volatile int b; } s = { 1, 2 };
int main(void) { int *p = &s.a; *p = 0; s.b = 0; return s.a + s.b; }
