// the near miss of item 36: nothing to report
int main(void) {
    unsigned x = -1; return x + 1;
}
