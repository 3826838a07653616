// item: 149
#include <stdio.h>
int main(void) {
    return fflush(stdin);
}
