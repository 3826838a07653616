// item: 197
#include <time.h>
int main(void) {
    struct tm t = { .tm_mon = 12, .tm_mday = 1 };
    return asctime(&t) == 0;
}
