// the near miss of item 43: nothing to report
int main(void) {
    int x = 0, *p = &x; return *p;
}
