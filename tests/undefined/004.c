// item: 4
// flags: --strict
void main(void) { }
