// item: 36
int main(void) {
    int x = 65536; return x * x;
}
