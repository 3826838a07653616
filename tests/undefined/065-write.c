// item: 65
static volatile struct { int a, b; } s = { 1, 2 };
int main(void) { int *p = (int *)&s.b; *p = 0; return s.b; }
