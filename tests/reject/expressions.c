// Constraints of expressions (C17 6.5).
struct s { int x; unsigned bf : 3; };
struct r { int y; };
union u { int i; float f; };
struct inc;
void vf(void);
int takes(int, char *);
const int ci = 1;
void test(struct s v, struct s *p, struct r r, int i, float f, int *ip, void *vp, struct inc *inc)
{
  register int reg = 0;
  int arr[3];
  enum e { E1 } e = E1;
  undeclared = 1; // error: 'undeclared' undeclared (first use in this function)
  v + 1; // error: invalid operands to binary +
  i = v; // error: incompatible types when assigning to type 'int' from type 'struct s'
  v = r; // error: incompatible types when assigning
  v.nope = 1; // error: 'struct s' has no member named 'nope'
  i.x = 1; // error: request for member 'x' in something not a structure or union
  i->x = 1; // error: invalid type argument of '->'
  *i = 1; // error: invalid type argument of unary '*'
  inc->x = 1; // error: invalid use of undefined type 'struct inc'
  1 = i; // error: lvalue required as left operand of assignment
  i++ = 1; // error: lvalue required as left operand of assignment
  ci = 2; // error: assignment of read-only variable 'ci'
  arr = 0; // error: assignment to expression with array type
  &1; // error: lvalue required as unary '&' operand
  &reg; // error: address of register variable 'reg' requested
  &v.bf; // error: cannot take address of bit-field 'bf'
  sizeof(v.bf); // error: 'sizeof' applied to a bit-field
  sizeof(struct inc); // error: invalid application of 'sizeof' to incomplete type 'struct inc'
  i(); // error: called object 'i' is not a function or function pointer
  takes(1); // error: too few arguments to function 'takes'
  takes(1, 0, 3); // error: too many arguments to function 'takes'
  takes(v, 0); // error: incompatible type for argument 1 of 'takes'
  i = vf(); // error: void value not ignored as it ought to be
  f % 2; // error: invalid operands to binary %
  ~f; // error: wrong type argument to bit-complement
  f << 1; // error: invalid operands to binary <<
  !v; // error: wrong type argument to unary exclamation mark
  -ip; // error: wrong type argument to unary minus
  ip + ip; // error: invalid operands to binary +
  ip * 2; // error: invalid operands to binary *
  1 - ip; // error: invalid operands to binary -
  f[ip]; // error: array subscript is not an integer
  i[3]; // error: subscripted value is neither array nor pointer nor vector
  (struct s)i; // error: conversion to non-scalar type requested
  (int)v; // error: aggregate value used where an integer was expected
  (float)ip; // error: pointer value used where a floating-point was expected
  (int *)f; // error: cannot convert to a pointer type
  i ? v : r; // error: type mismatch in conditional expression
  v ? 1 : 2; // error: used struct type value where scalar is required
  if (v) ; // error: used struct type value where scalar is required
  v == v; // error: invalid operands to binary ==
  ++v; // error: wrong type argument to increment
  ++1; // error: lvalue required as increment operand
  _Generic(i, float: 1); // error: is not compatible with any association
  _Generic(i, int: 1, int: 2); // error: specifies two compatible types
  __builtin_offsetof(struct s, q); // error: 'struct s' has no member named 'q'
  (void)__builtin_choose_expr(i, 1, 2); // error: first argument to '__builtin_choose_expr' not a constant
  i = (union u)ip; // error: cast to union type from type not present in union
  __builtin_va_arg(i, int); // error: first argument to 'va_arg' not of type 'va_list'
}
void implicit_1(void) { { abort(); foo(); } foo; } // error: 'foo' undeclared
void implicit_2(void) { foo(); foo; abort(); abort; }
void implicit_3(void) { abort; } // error: 'abort' undeclared
