// item: 35
static int swap(int *p, int *q) { *p = (*q)++; return *p; }
int main(void) { int x = 1; return swap(&x, &x); }
