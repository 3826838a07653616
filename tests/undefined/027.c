// item: 27
int x = '
;
int main(void) { return 0; }
