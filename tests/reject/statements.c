// Constraints of statements (C17 6.8).
struct s { int x; };
void none(void);
int f(int i, struct s v, int *p)
{
  break; // error: break statement not within loop or switch
  continue; // error: continue statement not within a loop
  case 1: ; // error: case label not within a switch statement
  default: ; // error: 'default' label not within a switch statement
  switch (i) {
  case 1: break;
  case 1: break; // error: duplicate case value
  case 2 ... 5: break;
  case 4: break; // error: duplicate case value
  case i: break; // error: case label does not reduce to an integer constant
  default: break;
  default: break; // error: multiple default labels in one switch
  }
  switch (v) { default: ; } // error: switch quantity not an integer
  switch (1.0) { default: ; } // error: switch quantity not an integer
  goto nowhere; // error: label 'nowhere' used but not defined
again: ;
again: ; // error: duplicate label 'again'
  return v; // error: incompatible types when returning type 'struct s' but 'int' was expected
  int i; // error: 'i' redeclared as different kind of symbol
  { int j; int j; } // error: redeclaration of 'j' with no linkage
  struct unknown u; // error: storage size of 'u' isn't known
  static int q = i; // error: initializer element is not constant
  int n = 3;
  goto over; // error: jump into scope of identifier with variably modified type
  int vla[n];
over: ;
  int vla2[n] = { 1 }; // error: variable-sized object may not be initialized
  static int vla3[n]; // error: storage size of 'vla3' isn't constant
  extern int ext = 1; // error: 'ext' has both 'extern' and initializer
  char c[2] = 5; // error: invalid initializer
  struct s w = 3; // error: invalid initializer
  while (none()) ; // error: void value not ignored as it ought to be
  asm("" : "r"(i)); // error: output operand constraint lacks '='
  asm("" : "=r"(1)); // error: lvalue required in 'asm' statement
  for (int k = 0; k < 3; k++) { continue; }
  return 0;
}
