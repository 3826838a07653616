// item: 82
struct s { int a; };
int main(void) { struct s u = { 0 }, v = u; return v.a; }
