/* Bit-fields under #pragma pack of any number follow each other without gaps; a width of zero still
   closes the unit of its own type.  Functions' parameters of transparent unions, enumerations with
   a mode, extern arrays of unknown size in a block, an attribute before a parameter. */
#include <stdio.h>
#pragma pack(2)
struct A { unsigned char a : 7; unsigned short b : 6; unsigned int : 4; unsigned short : 14; unsigned int c : 8; };
struct B { unsigned char a : 7; char b : 3; long : 0; int last : 3; };
#ifdef __aarch64__      /* bit-fields without a name align the record */
#define SIZE_OF_B 16
#else
#define SIZE_OF_B 10
#endif
#pragma pack(16)
struct C { int a : 20; int b : 20; char c; };
#pragma pack()
struct D { int a : 20; int b : 20; char c; };
typedef enum { p, q } __attribute__((__mode__(__QI__))) small;
typedef union { const int *i; const char *c; } either __attribute__((__transparent_union__));
int take(either);
int take(const int *);
void bar(int(__attribute__((__mode__(__SI__))) int foo));
char text[] = "abc";
int use(void) { extern char text[]; return text[1]; }
int main(void)
{
    printf("%d %d %d %d\n", (int)sizeof(struct A), sizeof(struct B) == SIZE_OF_B, (int)sizeof(struct C),
           (int)sizeof(struct D));
    printf("%d %c %d\n", (int)sizeof(small), use(), sizeof(&take) == sizeof(void *));
    return 0;
}
/* expect:
6 1 8 8
1 b 1
*/
