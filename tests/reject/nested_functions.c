// Wrong use of nested functions and of records of variable size (GNU C).
int n;
struct at_file_scope { int a[n]; }; // error: variably modified
void f(int k)
{
    static int g(void) { return k; } // error: invalid storage class for function 'g'
    extern int h(void) { return k; } // error: nested function 'h' declared 'extern'
    int twice(void) { return k; }
    int twice(void) { return k + 1; } // error: redefinition of 'twice'
    int inner(void)
    {
        goto hidden; // error: label 'hidden' used but not defined
        return k;
    }
    static int (*p)(void) = inner; // error: initializer element is not constant
hidden:
    p();
    struct V { int a[k]; } v = { { 1 } }; // error: variable-sized object may not be initialized
    (struct V){ { 2 } }; // error: compound literal has variable size
}
