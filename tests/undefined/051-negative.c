// item: 51
int main(void) {
    int n = -1; return 1 >> n;
}
