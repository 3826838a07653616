// item: 68
static int total;
static void add(int *restrict to) { *to = 1; total++; }
int main(void) { add(&total); return 0; }
