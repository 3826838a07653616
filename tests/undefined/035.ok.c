// the near miss of item 35: nothing to report
int main(void) {
    int i = 1; i = (i++, i) + 1; return i != 3;
}
