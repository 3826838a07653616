// item: 89
// flags: --strict
static int a[];
int main(void) { return 0; }
static int a[3];
