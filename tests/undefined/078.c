// item: 78
// flags: --strict
int f(const void);
int main(void) { return 0; }
