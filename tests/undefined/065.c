// item: 65
int main(void) { volatile int v = 1; return *(int *)&v; }
