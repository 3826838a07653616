// item: 35
int main(int argc, char **argv) { int i = 1; return (argc > 0 ? i++ : 0) + i; }
