// item: 19
struct s { int a, b; };
int main(void) { struct s v, *p = &v; (void)p->b; return 0; }
