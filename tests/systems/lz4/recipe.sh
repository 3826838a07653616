# lz4: its fuzzer and frame tester, 60 s each (5 s in the quick form).
source=lz4
packages=
products=programs/lz4

build() {
    make -s -C lib CC="$CC" CFLAGS="$LEVEL" liblz4.a
    make -s -C programs CC="$CC" CFLAGS="$LEVEL" lz4
    make -s -C tests CC="$CC" CFLAGS="$LEVEL" fuzzer frametest
}

check() {
    seconds=${QUICK:+5}
    tests/fuzzer -T${seconds:-60}s -s1 >fuzzer.log 2>&1
    tests/frametest -T${seconds:-60}s -s1 >frametest.log 2>&1
    programs/lz4 -c -9 lib/lz4.c | programs/lz4 -dc | cmp - lib/lz4.c
    echo "fuzzer and frametest ${seconds:-60} s each"
}

measure() {
    cat lib/*.c lib/*.h programs/*.c tests/*.c lib/*.c programs/*.c tests/*.c >corpus
    cat corpus corpus corpus corpus corpus corpus | programs/lz4 -9 -c >measured.out
}
