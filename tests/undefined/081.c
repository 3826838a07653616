// item: 81
int x = { };
int main(void) { return x; }
