#define HH 1
