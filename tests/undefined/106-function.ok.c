// item: 106
static int abs(int n) { return n < 0 ? -n : n; }
int main(void) { return abs(0); }
