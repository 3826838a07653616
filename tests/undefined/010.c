// item: 10
int main(void) {
    int *p; { int x = 1; p = &x; }
    return p == 0;
}
