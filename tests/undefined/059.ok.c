// the near miss of item 59: nothing to report
int main(void) {
    struct S *s = 0; return s != 0;
}
