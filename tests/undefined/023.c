// item: 23
void f(void) { }
int main(void) { int x = (int)f(); return x; }
