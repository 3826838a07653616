// item: 150
#include <stdio.h>
int main(void) {
    fopen("x", "q"); return 0;
}
