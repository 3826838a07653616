// item: 65
int main(void) { volatile int v = 1; int n = 2; volatile int *p = &n; *p = 0; v = 3; return n; }
