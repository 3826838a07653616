// the near miss of item 23: nothing to report
void f(void) { }
int main(void) { (void)f(); return 0; }
