// Constraints of declarations (C17 6.7).
int a;
float a; // error: conflicting types for 'a'
static int b1(void);
int c1(void);
static int c1(void); // error: static declaration of 'c1' follows non-static declaration
int d1 = 1;
int d1 = 2; // error: redefinition of 'd1'
struct s { int x; };
struct s { int x; }; // error: redefinition of 'struct s'
union s *us; // error: 's' defined as wrong kind of tag
struct t { int x; int x; }; // error: duplicate member 'x'
struct u { void f(void); }; // error: field 'f' declared as a function
struct v { struct v w; }; // error: field 'w' has incomplete type
struct w { int a[]; int b; }; // error: flexible array member not at end of struct
struct bits { int a : 33; }; // error: width of 'a' exceeds its type
struct bits2 { float a : 3; }; // error: bit-field 'a' has invalid type
struct bits3 { int a : -1; }; // error: negative width in bit-field 'a'
struct bits4 { int a : 0; }; // error: zero width for bit-field 'a'
enum e { A = 1.5 }; // error: enumerator value for 'A' is not an integer constant
enum f { B, B }; // error: redeclaration of enumerator 'B'
int arr[-1]; // error: size of array
int arr2[1.0]; // error: size of array
int n;
int arr3[n]; // error: variably modified
void varr[3]; // error: as array of voids
int fa(void)[3]; // error: declared as function returning an array
int ff(void)(void); // error: declared as function returning a function
int fs[2](void); // error: as array of functions
extern static int es; // error: multiple storage classes in declaration specifiers
short long sl; // error: both 'long' and 'short' in declaration specifiers
unsigned signed us2; // error: both 'signed' and 'unsigned' in declaration specifiers
int char ic; // error: two or more data types in declaration specifiers
typedef int T;
typedef char T; // error: conflicting types for 'T'
typedef int T2 = 3; // error: typedef 'T2' is initialized
int notconst = 1;
int tentative[];
int of_tentative(void) { extern int tentative[]; return *tentative; }
int useit = notconst + n; // error: initializer element is not constant
struct s si = { 1, .z = 3 }; // error: 'struct s' has no member named 'z'
int big[2] = { [2] = 1 }; // error: array index in initializer exceeds array bounds
char str[] = L"x"; // error: from a string literal with type array
struct incomplete inc; // error: storage size of 'inc' isn't known
_Static_assert(0, "no"); // error: static assertion failed
auto int au; // error: file-scope declaration of 'au' specifies 'auto'
int restrict rr; // error: invalid use of 'restrict'
_Alignas(3) int al; // error: requested alignment '3' is not a positive power of 2
_Alignas(1) int al2; // error: '_Alignas' specifiers cannot reduce alignment of 'al2'
int fdef(int a, int a) { return a; } // error: redefinition of parameter 'a'
int fdef2(void) { return 1; }
int fdef2(void) { return 1; } // error: redefinition of 'fdef2'
unknown_t ut; // error: unknown type name 'unknown_t'
int fvoid(int x, void); // error: 'void' must be the only parameter
struct flexible { int n; char text[]; };
struct flexible many[] = { { 1, "abc" } }; // error: initialization of flexible array member in a nested context
int far[] = { [99999999999999999999999999999] = 1 }; // error
struct flexing { int n; int rest[]; };
void flexible1(void) { struct flexing y = { 1, { 2, 3 } }; } // error: non-static initialization of a flexible array member
struct nesting { struct flexing a; } flexible2 = { { 1, { 2 } } }; // error: initialization of flexible array member in a nested context
