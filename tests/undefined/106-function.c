// item: 106
int abs(int n) { return n < 0 ? -n : n; }
int main(void) { return abs(0); }
