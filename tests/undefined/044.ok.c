// the near miss of item 44: nothing to report
int main(void) {
    int *p = 0; return (_Bool)p;
}
