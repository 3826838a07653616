// item: 7
// flags: --strict
// an ä in Latin-1
int main(void) { return 0; }
