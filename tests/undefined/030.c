// item: 30
int main(void) { int \u0663x = 0; return 0; }
