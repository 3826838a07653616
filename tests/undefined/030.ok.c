// item: 30
int main(void) { int x\u0663 = 0; return x\u0663; }
