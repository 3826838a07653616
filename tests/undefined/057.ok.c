// the near miss of item 57: nothing to report
// flags: --strict
static int object;
static int *pointer = &object;
static long number = (long)1.5;
int main(void) { return pointer == 0 || number != 1; }
