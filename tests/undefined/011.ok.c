// the near miss of item 11: nothing to report
int main(void) {
    int x; int *p = &x; *p = 0;
    return *p;
}
