// item: 103
// flags: --strict
int main(void) { puts(""); return 0; }
