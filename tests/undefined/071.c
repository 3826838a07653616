// item: 71
_Noreturn void f(void) { }
int main(void) { f(); }
