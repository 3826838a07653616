// item: 29
int a\u0024b;
int main(void) { return 0; }
