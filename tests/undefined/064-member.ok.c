// the near miss of item 64: nothing to report
int main(void) {
    struct S { const int a; int b; } s = { 1, 2 }; s.b = 3; return 0;
}
