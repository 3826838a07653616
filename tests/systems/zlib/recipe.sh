# zlib: static, shared and 64-bit-offset tests of `make test`.
source=zlib
packages=
products=minigzip

build() {
    CC="$CC" CFLAGS="$LEVEL -D_LARGEFILE64_SOURCE=1" ./configure >configure.out
    make -s
}

check() {
    make -s test >check.log 2>&1
    grep -q 'zlib test OK' check.log && grep -q 'zlib shared test OK' check.log &&
        grep -q 'zlib 64-bit test OK' check.log
    echo "3 of 3 tests"
}

measure() {
    cat *.c *.h *.c *.h *.c *.h *.c *.h *.c *.h >corpus
    ./minigzip -9 <corpus >measured.out
}
