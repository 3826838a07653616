// the near miss of item 58: nothing to report
struct pair { int a, b; } p;
static int *address = &p.b;
int main(void) { return *address; }
