"""The rules a text can break: clause, severity, J.2 item, message (C17; GNU where it says so).

Severities: E an error at gcc 12's defaults; W a warning there, an error under `--strict`;
N a warning always; P silent by default, an error under `--strict`;
U undefined behaviour (J.2) that ends translation; u the same, under `--strict` only.
One row a rule: `name clause severity item text`.
"""

from __future__ import annotations

ROWS = r"""
file-ends-in-backslash 5.1.1.2p2 u 2 file ends in a backslash
no-final-newline 5.1.1.2p2 u 2 no newline at end of file
unterminated-comment 5.1.1.2p3 E 2 unterminated comment
stray-character 5.2.1p3 u 6 character '%s' outside the basic set
stray-token 5.2.1p3 E 6 stray '%s' in program
lone-quote 6.4p3 E 27 missing terminating %s character
ucn-not-in-identifier 6.4.2.1p3 U 29 %s is not valid in an identifier
ucn-starts-identifier 6.4.2.1p3 U 30 %s may not start an identifier
bad-multibyte 5.2.1.2p2 U 7 invalid multibyte character
bad-multibyte-text 5.2.1.2p2 u 7 invalid multibyte character
syntax 6.9 E 0 expected %s
keyword-as-name 6.4.1p2 E 28 keyword '%s' where a name is expected
nesting 5.2.4.1 E 0 nesting too deep
bad-number 6.4.4 E 0 '%s' is no valid constant
integer-too-large 6.4.4p2 W 0 integer constant %s is too large for its type
integer-too-large-signed 6.4.4p2 N 0 integer constant %s has no signed type of 64 bits
float-constant-range 6.4.4p2 P 0 floating constant %s exceeds its range
empty-character-constant 6.4.4.4p1 E 0 empty character constant
multi-character 6.4.4.4p10 N 0 multi-character character constant
character-too-long 6.4.4.4p10 N 0 character constant too long for its type
escape-range 6.4.4.4p9 W 0 escape sequence %s out of range
hex-escape-empty 6.4.4.4p1 E 0 \x used with no following hex digits
unknown-escape 6.4.4.4p8 W 0 unknown escape sequence: '\%s'
ucn-incomplete 6.4.3p1 E 0 incomplete universal character name
ucn-invalid 6.4.3p2 E 0 %s is not a valid universal character
string-prefix-mix 6.4.5p2 E 0 concatenation of string literals with different prefixes
unterminated-if 6.10p1 E 0 unterminated conditional directive
else-without-if 6.10p1 E 0 #%s without #if
else-after-else 6.10p1 E 0 #%s after #else
endif-without-if 6.10p1 E 0 #endif without #if
invalid-directive 6.10p1 E 0 invalid preprocessing directive #%s
extra-directive-tokens 6.10p1 W 0 extra tokens at end of #%s directive
ifdef-without-name 6.10.1p1 E 0 #%s without a macro name
undef-without-name 6.10.3.5p1 E 0 #undef without a macro name
define-without-name 6.10.3p1 E 0 macro names must be identifiers
error-directive 6.10.5p1 E 0 #error %s
warning-directive GNU N 0 #warning %s
if-without-expression 6.10.1p1 E 0 #if with no expression
if-expression 6.10.1p1 E 0 bad #if expression at '%s'
if-floating 6.10.1p1 E 0 '%s' is no integer constant
if-division-by-zero 6.10.1p4 E 0 division by zero in #if
defined-from-macro 6.10.1p4 u 90 macro expansion produces 'defined'
defined-malformed 6.10.1p4 E 90 operator 'defined' requires an identifier
include-form 6.10.2p1 E 0 #include expects "FILENAME" or <FILENAME>
include-form-undefined 6.10.2p4 U 91 #include after expansion is neither "FILENAME" nor <FILENAME>
include-depth 6.10.2p6 E 0 #include nested too deeply
header-not-found 6.10.2p2 E 0 %s: no such file
header-name-characters 6.4.7p3 U 34 header name '%s' holds a quote, backslash or comment opener
header-name-digit 6.10.2p5 u 92 header name '%s' does not start with a letter
header-inside-declaration 7.1.2p4 U 102 header <%s> included inside a declaration
keyword-macro-at-include 7.1.2p5 U 104 keyword '%s' is a macro where a header is included
unterminated-macro-call 6.10.3p4 E 0 unterminated argument list of macro '%s'
macro-argument-count 6.10.3p4 E 0 macro '%s' requires %d arguments, but %d given
no-variadic-argument 6.10.3p4 P 0 macro '%s' needs an argument for '...'
macro-parameters 6.10.3p1 E 0 malformed macro parameter list
macro-duplicate-parameter 6.10.3p6 E 0 duplicate macro parameter '%s'
macro-no-space 6.10.3p3 W 0 white space required after macro name '%s'
macro-redefined 6.10.3p2 W 0 macro '%s' redefined differently
va-args-misplaced 6.10.3p5 W 0 __VA_ARGS__ outside a variadic macro
paste-at-end 6.10.3.3p1 E 0 '##' at either end of a macro expansion
hash-without-parameter 6.10.3.2p1 E 0 '#' is not followed by a macro parameter
paste-invalid 6.10.3.3p3 E 95 pasting '%s' and '%s' gives no valid token
paste-makes-ucn 5.1.1.2p4 U 3 pasting makes a universal character name
stringize-invalid 6.10.3.2p2 U 94 '#' makes no valid string literal
directive-in-arguments 6.10.3p11 u 93 directive inside macro arguments
line-malformed 6.10.4p5 E 96 malformed #line
line-range 6.10.4p3 u 96 line number %s out of range
define-fixed-macro 6.10.8p4 U 99 defining '%s'
undef-fixed-macro 6.10.8p4 U 99 undefining '%s'
stdc-pragma 6.10.6p2 u 98 malformed STDC pragma
stdc-pragma-place 7.6.1p2 u 112 STDC pragma neither outside declarations nor first in a block
pragma-operator 6.10.9p1 E 0 _Pragma takes a parenthesized string literal
poisoned GNU E 0 attempt to use poisoned '%s'
reserved-macro-name 7.1.3p2 u 106 macro '%s' has a reserved name
undef-reserved 7.1.3p3 u 107 #undef of the implementation's macro '%s'
errno-suppressed 7.5p2 U 114 macro definition of errno suppressed
assert-operand 7.2.1.1p2 E 111 assert is given something that is no scalar
integer-constant-argument 7.20.4p2 u 145 '%s' is no unsuffixed integer constant in the range of %s
setjmp-context 7.13.1.1p5 u 125 setjmp in an expression that is more than a test of its value
assert-suppressed 7.2p2 U 110 macro definition of assert suppressed
math-errhandling-suppressed 7.12p9 U 122 macro definition of math_errhandling suppressed
setjmp-suppressed 7.13p3 U 124 macro definition of setjmp suppressed
va-macro-suppressed 7.16.1p1 U 138 macro definition of %s suppressed
duplicate-qualifier 6.7.3p5 P 0 duplicate '%s'
two-types 6.7.2p2 E 0 two or more data types in declaration specifiers
type-combination 6.7.2p2 E 0 no type is spelled '%s'
two-storage-classes 6.7.1p2 E 0 multiple storage classes in declaration specifiers
thread-storage 6.7.1p3 E 0 _Thread_local with storage class '%s'
restrict-not-pointer 6.7.3p2 E 0 invalid use of restrict
qualified-function 6.7.3p9 u 66 function type is qualified
atomic-array 6.7.2.4p3 E 0 _Atomic applied to an array, function or qualified type
no-int128 GNU E 0 __int128 is not supported for this target
alignas-value 6.7.5p3 E 0 requested alignment %d is not a power of two
alignas-not-constant 6.7.5p3 E 0 requested alignment is not an integer constant
alignas-too-small 6.7.5p4 E 0 _Alignas weaker than the type's own alignment
alignas-parameter 6.7.5p2 E 0 alignment specified for a parameter
alignas-function 6.7.5p2 E 0 alignment specified for a function
alignas-typedef 6.7.5p2 E 0 alignment specified for a typedef
alignas-register 6.7.5p2 E 0 alignment specified for a register object
unknown-type 6.7.2p2 E 0 unknown type name '%s'
enum-forward 6.7.2.3p2 P 0 forward reference to enum '%s'
enum-redefined 6.7.2.3p1 E 0 redeclaration of enum '%s'
enum-not-constant 6.7.2.2p2 E 0 enumerator value is not an integer constant
enum-range 6.7.2.2p2 P 0 value of enumerator '%s' is not an int
tag-kind 6.7.2.3p2 E 0 '%s' defined as wrong kind of tag
tag-in-prototype 6.7.2.3p8 N 0 tag '%s' declared inside a parameter list
struct-redefined 6.7.2.3p1 E 0 redefinition of '%s'
struct-nested-redefinition 6.7.2.3p1 E 0 nested redefinition of '%s'
empty-struct 6.7.2.1p8 u 61 struct or union has no members
struct-without-named-members 6.7.2.1p8 u 61 struct or union has no named members
flexible-not-last 6.7.2.1p3 E 0 flexible array member not at end of struct
flexible-alone 6.7.2.1p18 P 0 flexible array member in a struct without named members
flexible-in-union 6.7.2.1p3 E 0 flexible array member in union
flexible-nested 6.7.2.1p3 P 0 struct with a flexible array member inside another
flexible-initialized GNU P 0 initialization of a flexible array member
flexible-inside GNU E 0 initialization of a flexible array member in a nested context
flexible-initializer GNU E 0 non-static initialization of a flexible array member
duplicate-member 6.7.2.1p2 E 0 duplicate member '%s'
empty-member 6.7.2.1p1 P 0 extra semicolon in struct or union
member-storage 6.7.2.1p1 E 0 storage class in a member declaration
incomplete-member 6.7.2.1p3 E 0 field '%s' has incomplete type
function-member 6.7.2.1p3 E 0 field '%s' declared as a function
variable-member-extension 6.7.2.1p9 P 0 member '%s' has a variably modified type
variable-member 6.7.2.1p9 E 0 member '%s' has a variably modified type
declares-nothing 6.7p2 W 0 declaration does not declare anything
bit-field-width-constant 6.7.2.1p4 E 0 bit-field width is not an integer constant
bit-field-type 6.7.2.1p5 E 0 bit-field '%s' has invalid type
empty-initializer 6.7.9p1 P 0 empty initializer braces
bit-field-negative 6.7.2.1p4 E 0 negative width in bit-field '%s'
bit-field-wide 6.7.2.1p4 E 0 width of bit-field '%s' exceeds its type
bit-field-zero 6.7.2.1p4 E 0 zero width for bit-field '%s'
typeof-bit-field GNU E 0 typeof applied to a bit-field
vector-size GNU E 0 invalid vector type
unknown-mode GNU E 0 unknown machine mode '%s'
implicit-int 6.7.2p2 W 0 type defaults to int in declaration of '%s'
implicit-int-declaration 6.7.2p2 W 0 data definition has no type or storage class
implicit-int-return 6.7.2p2 W 0 return type defaults to int
assert-not-constant 6.7.10p2 E 0 expression in static assertion is not constant
static-assert-failed 6.7.10p3 E 0 static assertion failed: %s
not-integer-constant 6.6p6 P 55 %s is not an integer constant expression
function-returns-function 6.7.6.3p1 E 0 function returning a function
function-returns-array 6.7.6.3p1 E 0 function returning an array
array-of-functions 6.7.6.2p1 E 0 array of functions
array-of-incomplete 6.7.6.2p1 E 0 array of incomplete type '%s'
array-of-flexible 6.7.2.1p3 P 0 array of structs with a flexible array member
array-size-type 6.7.6.2p1 E 0 size of array has non-integer type
array-size-negative 6.7.6.2p1 E 0 size of array is negative
array-size-zero 6.7.6.2p1 P 0 array of size zero
array-too-large 6.5.3.4 E 0 size of array is too large
star-outside-prototype 6.7.6.2p4 E 0 '[*]' outside a function prototype
variable-array-at-file-scope 6.7.6.2p2 E 0 variably modified type at file scope
static-variable-array 6.7.6.2p2 E 0 variable length array with static storage
qualified-void-parameter 6.7.6.3p10 u 78 void as the only parameter is qualified
void-parameter 6.7.6.3p4 W 0 parameter has type void
void-not-alone 6.7.6.3p10 E 0 'void' must be the only parameter
parameter-storage 6.7.6.3p2 E 0 storage class specified for a parameter
parameter-redeclared 6.7p3 E 0 redefinition of parameter '%s'
parameter-incomplete 6.7.6.3p4 E 86 parameter '%s' has incomplete type
parameter-name-omitted 6.9.1p5 W 0 parameter name omitted
parameter-initialized 6.9.1p6 E 0 parameter is initialized
type-name-storage 6.7.7p1 E 0 storage class in a type name
inline-not-function 6.7.4p1 W 0 inline or _Noreturn on something that is no function
inline-main 6.7.4p4 P 0 main is declared inline
inline-never-defined 6.7.4p7 u 70 inline function '%s' declared but never defined
typedef-initialized 6.7.1p1 E 0 typedef '%s' is initialized
typedef-redefined 6.7p3 E 0 typedef '%s' redefined with a different type
typedef-function-definition 6.9.1p2 E 0 function definition through a typedef
redeclared-kind 6.7p3 E 0 '%s' redeclared as different kind of symbol
redeclared 6.7p3 E 0 redeclaration of '%s' with no linkage
redefinition 6.9p3 E 0 redefinition of '%s'
conflicting-qualifiers 6.7.3p10 E 67 qualifiers of '%s' differ from its earlier declaration
alignas-differs 6.7.5p7 U 72 alignment of '%s' differs from its definition's
static-library-function 7.1.2p6 U 105 library function '%s' is declared static by hand
record-initializer 6.7.9p13 E 82 invalid initializer for '%s'
address-through-memory 6.6p9 E 58 address constant would have to read memory
va-arg-spelling 7.16.1.1p2 u 140 the type is not one to which a '*' can be appended
conflicting-types 6.7p4 E 15 conflicting types for '%s'
conflicting-function 6.7.6.3p15 E 79 conflicting parameters or return type for '%s'
builtin-type-mismatch 7.1.3p1 W 0 conflicting types for built-in function '%s'
static-after-extern 6.2.2p7 E 8 static declaration of '%s' follows non-static
static-after-implicit 6.2.2p7 W 8 static declaration of '%s' follows an implicit one
extern-after-static 6.2.2p7 E 8 non-static declaration of '%s' follows static declaration
extern-after-local 6.2.2p7 E 0 extern declaration of '%s' follows one without linkage
library-static 7.1.2p6 u 105 library function '%s' declared static
function-storage 6.7.1p7 E 60 invalid storage class for function '%s'
local-static-function 6.7.1p7 E 60 invalid storage class for function '%s'
local-thread 6.7.1p3 E 0 _Thread_local object in a block without static or extern
file-scope-storage 6.9p2 E 0 auto or register at file scope
function-initializer 6.7.9p3 E 0 function '%s' is initialized like a variable
void-variable 6.7p7 E 59 variable '%s' declared void
incomplete-variable 6.7p7 E 59 storage size of '%s' is not known
static-tentative-incomplete 6.9.2p3 u 89 static tentative definition of '%s' has incomplete type
tentative-array 6.9.2p5 N 0 array '%s' assumed to have one element
declares-func-name 6.4.2.2p1 U 32 declaration of __func__
extern-initialized 6.7.9p5 N 0 '%s' initialized and declared extern
local-extern-initialized 6.7.9p5 E 0 '%s' has both extern and initializer
for-declaration-storage 6.8.5p3 E 0 declaration in for is neither auto nor register
useless-storage 6.7p2 N 0 useless storage class in empty declaration
empty-declaration 6.9p1 P 0 extra semicolon outside a function
static-never-defined 6.9p3 W 0 '%s' used but never defined
old-style-not-listed 6.9.1p6 E 0 declaration for parameter '%s' but no such parameter
old-style-undeclared 6.9.1p6 W 85 type of '%s' defaults to int
not-a-function 6.9.1p2 E 0 '%s' is defined like a function
main-signature 5.1.2.2.1p1 u 4 main has a signature that is not defined
undeclared 6.5.1p2 E 0 '%s' undeclared
type-as-expression 6.5.1p2 E 28 type name '%s' used as an expression
implicit-function 6.5.1p2 W 103 implicit declaration of function '%s'
generic-two-defaults 6.5.1.1p2 E 0 duplicate default in _Generic
generic-type 6.5.1.1p2 E 0 _Generic association has function or incomplete type
generic-compatible 6.5.1.1p2 E 0 _Generic specifies two compatible types (%s)
generic-no-match 6.5.1.1p2 E 0 _Generic selector of type '%s' matches no association
subscripted-value 6.5.2.1p1 E 0 subscripted value is neither array nor pointer
subscript-type 6.5.2.1p1 E 0 array subscript is not an integer
subscript-function 6.5.2.1p1 E 0 subscripted value is pointer to function
called-object 6.5.2.2p1 E 0 called object is not a function or function pointer
too-few-arguments 6.5.2.2p2 E 0 too few arguments to function
too-many-arguments 6.5.2.2p2 E 0 too many arguments to function
old-style-argument-count 6.5.2.2p6 W 0 argument count does not match the definition
incomplete-return 6.5.2.2p1 E 0 function with incomplete return type '%s'
dot-on-pointer 6.5.2.3p1 E 0 '.' on a pointer; did you mean '->'
arrow-on-value 6.5.2.3p2 E 0 '->' on something that is no pointer
member-of-non-struct 6.5.2.3p1 E 0 request for member '%s' in something not a structure or union
no-member 6.5.2.3p1 E 0 '%s' has no member named '%s'
atomic-member 6.5.2.3p5 U 42 member of an atomic structure or union
increment-type 6.5.2.4p1 E 0 wrong type argument to increment or decrement
complex-increment 6.5.2.4p1 P 0 increment of a complex value
compound-literal-type 6.5.2.5p1 E 0 invalid type in compound literal
not-an-lvalue 6.5.16p2 E 0 lvalue required
assign-to-const 6.5.16p2 E 0 assignment of read-only location
assign-to-array 6.5.16p2 E 0 assignment to expression with array type
address-of-value 6.5.3.2p1 E 0 lvalue required as unary '&' operand
address-of-void 6.5.3.2p1 P 0 taking address of expression of type void
address-of-bit-field 6.5.3.2p1 E 0 cannot take address of bit-field '%s'
address-of-register 6.5.3.2p1 E 0 address of register variable '%s' requested
indirection-type 6.5.3.2p2 E 0 invalid type argument of unary '*'
void-dereference 6.5.3.2p2 N 0 dereferencing void pointer
unary-type 6.5.3.3p1 E 0 wrong type argument to unary '%s'
complex-conjugate 6.5.3.3p1 P 0 '~' for complex conjugation
sizeof-bit-field 6.5.3.4p1 E 0 sizeof or _Alignof applied to a bit-field
sizeof-function 6.5.3.4p1 P 0 sizeof applied to a function or void type
sizeof-incomplete 6.5.3.4p1 E 63 sizeof applied to incomplete type '%s'
alignof-expression 6.5.3.4p1 P 0 _Alignof applied to an expression
alignof-function 6.5.3.4p1 P 0 _Alignof applied to a function type
alignof-operand 6.5.3.4p1 E 0 _Alignof or _Alignas on an incomplete type
cast-to 6.5.4p2 E 0 conversion to non-scalar type '%s' requested
cast-from 6.5.4p2 E 0 conversion from non-scalar type '%s'
cast-pointer-float 6.5.4p4 E 44 cast between pointer and floating type
cast-vector GNU E 0 cannot convert between vector values of '%s' and '%s'
cast-to-union GNU P 0 cast to union type
cast-to-same-struct 6.5.4p2 P 0 cast of a structure to itself
cast-pointer-size 6.3.2.3p6 N 0 cast from pointer to integer of different size
cast-integer-size 6.3.2.3p5 N 0 cast to pointer from integer of different size
multiplicative-type 6.5.5p2 E 0 invalid operands to binary %s ('%s' and '%s')
remainder-type 6.5.5p2 E 0 invalid operands to binary %s ('%s' and '%s')
bitwise-type 6.5.10p2 E 0 invalid operands to binary %s ('%s' and '%s')
shift-type 6.5.7p2 E 0 invalid operands to binary %s ('%s' and '%s')
additive-type 6.5.6p2 E 0 invalid operands to binary %s ('%s' and '%s')
relational-type 6.5.8p2 E 0 invalid operands to binary %s ('%s' and '%s')
equality-type 6.5.9p2 E 0 invalid operands to binary %s ('%s' and '%s')
logical-type 6.5.13p2 E 0 operand of '%s' is not scalar
vector-operands GNU E 0 vector operands of different shape
division-by-zero 6.5.5p5 N 0 division by zero
shift-negative 6.5.7p3 N 0 shift count is negative
shift-too-wide 6.5.7p3 N 0 shift count is not below the width of the type
void-pointer-arithmetic 6.5.6p2 P 0 arithmetic on a pointer to void or a function
incomplete-pointer-arithmetic 6.5.6p2 E 0 arithmetic on a pointer to incomplete type '%s'
subtract-pointers 6.5.6p3 E 0 invalid subtraction of '%s' and '%s'
compare-distinct-pointers 6.5.9p2 W 0 comparison of distinct pointer types '%s' and '%s'
compare-pointer-integer 6.5.9p2 W 0 comparison between pointer and integer
compare-pointer-zero 6.5.8p2 P 0 ordered comparison of pointer with zero
compare-functions 6.5.8p2 P 0 ordered comparison of pointers to functions
compare-void-function 6.5.9p2 P 0 comparison of void pointer with function pointer
conditional-type 6.5.15p2 E 0 used a value that is not scalar as a condition
conditional-mismatch 6.5.15p3 E 0 type mismatch in conditional expression ('%s' and '%s')
conditional-one-void 6.5.15p3 P 0 only one arm of ?: is void
conditional-pointers 6.5.15p3 W 0 pointer type mismatch in conditional expression ('%s', '%s')
conditional-pointer-integer 6.5.15p3 W 0 pointer and integer type mismatch in conditional expression
omitted-operand GNU P 0 omitted middle operand of ?:
assign-incompatible 6.5.16.1p1 E 0 incompatible types in %s ('%s' to '%s')
assign-as-condition 6.8.4 N 0 assignment used as truth value
integer-to-pointer 6.5.16.1p1 W 0 %s makes pointer from integer without a cast
pointer-to-integer 6.5.16.1p1 W 0 %s makes integer from pointer without a cast
incompatible-pointer 6.5.16.1p1 W 74 %s from incompatible pointer type ('%s' to '%s')
pointer-sign 6.5.16.1p1 P 0 pointer targets in %s differ in signedness
discards-qualifiers 6.5.16.1p1 W 67 %s discards '%s' qualifier
function-void-pointer 6.5.16.1p1 P 0 %s between function pointer and void pointer
compound-assign-type 6.5.16.2p1 E 0 invalid operands to '%s='
constant-overflow 6.3.1.3 N 0 conversion from '%s' to '%s' changes the value of %d
void-value 6.3.2.2p1 E 23 void value not ignored as it ought to be
incomplete-value 6.3.2.1p2 E 20 invalid use of incomplete type '%s'
register-array-decay 6.3.2.1p3 u 22 register array converted to a pointer
register-array-subscript 6.3.2.1p3 u 22 register array is subscripted
offsetof-type 7.19p3 E 144 offsetof requires a complete structure type
offsetof-no-member 7.19p3 E 144 '%s' has no member named '%s'
offsetof-bit-field 7.19p3 E 144 offsetof of bit-field '%s'
va-arg-type 7.16.1.1p2 E 0 va_arg of an incomplete type
va-arg-promotes 7.16.1.1p2 U 141 va_arg of type '%s', which is promoted when passed
va-list-type 7.16.1p1 E 0 argument is no va_list
va-start-not-variadic 7.16.1.4p3 E 87 va_start in a function with fixed arguments
va-start-not-last 7.16.1.4p4 N 0 second argument of va_start is not the last parameter
va-start-parameter 7.16.1.4p4 U 143 last parameter is register or changed by promotion
classify-not-floating 7.12.3p1 E 123 argument of '%s' is not floating
builtin-arguments GNU E 0 invalid arguments to '%s'
choose-expr GNU E 0 first argument of __builtin_choose_expr is not constant
statement-expression GNU P 0 braced group within expression
statement-expression-file-scope GNU E 0 braced group outside a function
array-initializer 6.7.9p16 E 83 array initialized from a value that is no list
array-from-literal 6.7.9p16 P 83 array initialized from a compound literal
string-too-long 6.7.9p14 W 0 initializer string for array is too long
excess-initializer 6.7.9p2 W 0 excess elements in initializer
empty-scalar-initializer 6.7.9p11 E 81 empty scalar initializer
designator-type 6.7.9p6 E 0 designator does not fit the type initialized
designator-constant 6.7.9p6 E 0 array designator is not an integer constant
designator-range 6.7.9p6 E 0 array designator out of range
variable-array-initializer 6.7.9p3 E 0 variable-sized object may not be initialized
arithmetic-constant-address 6.6p8 u 57 an address in an arithmetic constant expression
initializer-not-constant 6.7.9p4 E 56 initializer element is not constant
initializer-call 6.6p7 P 56 initializer calls a function
if-condition 6.8.4.1p1 E 0 used '%s' value where scalar is required
loop-condition 6.8.5p2 E 0 used '%s' value where scalar is required
switch-type 6.8.4.2p1 E 0 switch quantity not an integer
case-not-constant 6.8.4.2p3 E 0 case label is not an integer constant
duplicate-case 6.8.4.2p3 E 0 duplicate case value
duplicate-default 6.8.4.2p3 E 0 multiple default labels in one switch
case-outside 6.8.1p2 E 0 case label not within a switch statement
case-range GNU P 0 range in case label
empty-case-range GNU N 0 empty range in case label
label-without-statement 6.8.1p1 P 0 label at end of compound statement
duplicate-label 6.8.1p3 E 0 duplicate label '%s'
undefined-label 6.8.6.1p1 E 0 label '%s' used but not defined
jump-into-vla 6.8.6.1p1 E 0 jump into scope of identifier with variably modified type
break-outside 6.8.6.3p1 E 0 break statement not within loop or switch
continue-outside 6.8.6.2p1 E 0 continue statement not within a loop
asm-output GNU E 0 output operand constraint lacks '='
nested-function GNU P 0 a function defined inside a function
macro-named-variadic GNU P 0 a variadic macro whose last parameter has a name
old-designator GNU P 0 obsolete designator with ':'
ident-directive GNU P 0 #%s is an extension
no-semicolon-in-struct 6.7.2.1p1 W 0 no semicolon at end of the member list
builtin-too-few-arguments 6.5.2.2p2 W 38 too few arguments to built-in function '%s'
conflicting-implicit-int 6.7p4 W 15 conflicting return type of '%s', which defaults to int
empty-unit 6.9p1 P 0 a translation unit without a declaration
label-address GNU P 0 address of a label
computed-goto GNU P 0 computed goto
computed-goto-type GNU E 0 computed goto needs a pointer
return-without-value 6.8.6.4p1 W 0 'return' with no value, in function returning non-void
return-with-value 6.8.6.4p1 W 0 'return' with a value, in function returning void
return-void-expression 6.8.6.4p1 P 0 'return' with an expression in a void function
"""

RULES: dict[str, tuple[str, str, str, int]] = {}
for _row in ROWS.strip().split("\n"):
    _name, _clause, _severity, _item, _text = _row.split(" ", 4)
    RULES[_name] = (_clause, _severity, _text, int(_item))
