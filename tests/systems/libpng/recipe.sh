# libpng: configure, the library, and the 32 tests of `make check`.
source=libpng1.6
packages=zlib1g-dev
products=pngtest

build() {
    ./configure CC="$CC" CFLAGS="$LEVEL" --disable-shared >configure.out
    make -s
}

check() {
    make -s check >check.log 2>&1
    grep -q '^# FAIL:  0$' check.log && grep -q '^# ERROR: 0$' check.log
    echo "$(sed -n 's/^# PASS: *//p' check.log) of $(sed -n 's/^# TOTAL: *//p' check.log) tests"
}
