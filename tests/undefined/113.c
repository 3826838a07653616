// item: 113
#include <ctype.h>
int main(void) {
    return isdigit(300);
}
