// item: 2
// flags: --strict
int main(void) { return 0; }
/* end */