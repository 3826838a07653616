// item: 35
static int swap(int *p, int *q) { *p = (*q)++; return *p; }
int main(void) { int x = 1, y = 0; return swap(&y, &x) + (*&x = 3, x) - 4; }
