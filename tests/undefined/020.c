// item: 20
struct S; extern struct S s;
int main(void) { s; return 0; }
