// the near miss of item 51: nothing to report
int main(void) {
    int n = 0; return 1 >> n == 0;
}
