// item: 42
_Atomic struct S { int a; } s;
int main(void) { return s.a; }
