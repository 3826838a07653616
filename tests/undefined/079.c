// item: 79
int f(int); int f(long);
int main(void) { return 0; }
