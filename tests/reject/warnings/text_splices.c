// options: -Wall -fsyntax-only
int a; \ 
 int b;
#define X 1 \	
  + 2
int c; /* a \ 
 */ "a\ 
b";
int d; \