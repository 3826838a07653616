// item: 19
struct s { int a, b; };
int main(void) { struct s *p = 0; (void)p->b; return 0; }
