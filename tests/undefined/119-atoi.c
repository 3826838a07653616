// item: 119
#include <stdlib.h>
int main(void) {
    return atoi("99999999999");
}
