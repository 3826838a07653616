// item: 58
struct pair { int a, b; } p, *const q = &p;
static int *address = &q->b;
int main(void) { return *address; }
