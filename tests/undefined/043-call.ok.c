// the near miss of item 43: nothing to report
int main(void) {
    int *p = 0; return p != 0;
}
