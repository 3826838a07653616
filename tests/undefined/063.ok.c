// item: 63
struct s;
struct s { int a; };
int main(void) { return sizeof(struct s) == 0; }
