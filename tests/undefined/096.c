// item: 96
// flags: --strict
#line 0
int main(void) { return 0; }
