// item: 68
static int total;
static int add(int *restrict to) { return *to + total; }
int main(void) { return add(&total); }
