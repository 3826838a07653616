// item: 35
int main(int argc, char **argv) { int i = 0; return (argc > 90 ? i++ : 0) + i; }
