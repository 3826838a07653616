// item: 57
// flags: --strict
static int object;
static long number = (long)&object;
int main(void) { return number == 0; }
