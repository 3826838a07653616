// the near miss of item 60: nothing to report
int main(void) {
    extern int f(void); return 0;
}
