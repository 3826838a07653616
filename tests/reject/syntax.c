// Syntax errors: one message each, and the parser finds its way back.
int a // error: expected ';' before 'int'
int b;
int f(void)
{
  int x = ; // error: expected expression
  x = 1 +; // error: expected expression
  if x) ; // error: expected '('
  return x // error: expected ';' before '}' token
}
int g(void) { return f(; } // error: expected expression
int ok(void) { return 1; }
int k(void) { else ; return 0; } // error: 'else' without a previous 'if'
int m(void) { int a = (1; return 0; } // error: expected ')' before ';' token
int n(void) { do ; while (1) return 0; } // error: expected ';' before 'return'
int z[3; // error: expected ']' before ';' token
