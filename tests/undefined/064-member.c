// item: 64
int main(void) {
    struct S { const int a; int b; } s = { 1, 2 }; *(int *)&s = 3; return 0;
}
