// the near miss of item 36: nothing to report
int main(void) {
    int x = 32768; return x * x == 0;
}
