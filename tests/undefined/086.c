// item: 86
struct S; int f(struct S s) { return 0; }
int main(void) { return 0; }
