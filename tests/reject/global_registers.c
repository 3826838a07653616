// Wrong use of global register variables (GNU C).
register int plain; // error: register name not specified for 'plain'
register int valued asm("r12") = 1; // error: global register variable has initial value
register int good asm("r13");
int *f(void)
{
    return &good; // error: register variable 'good' requested
}
