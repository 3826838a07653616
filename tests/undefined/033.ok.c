// the near miss of item 33: nothing to report
int main(void) {
    char p[] = "abc"; p[0] = 1; return 0;
}
