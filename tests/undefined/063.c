// item: 63
struct s;
int main(void) { return sizeof(struct s) == 0; }
