// the near miss of item 52: nothing to report
int main(void) {
    int x = -2; return x >> 1 != -1;
}
