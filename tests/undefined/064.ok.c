// the near miss of item 64: nothing to report
int main(void) {
    int x = 1; const int *p = &x; *(int *)p = 0; return x;
}
