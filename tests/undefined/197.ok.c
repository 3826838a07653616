// item: 197
#include <time.h>
int main(void) {
    struct tm t = { .tm_mon = 11, .tm_mday = 1 };
    return asctime(&t) == 0;
}
