# SQLite: the shell, speedtest1, fuzzcheck over its databases; in the full form also threadtest3 and
# the suite `veryquick` in Tcl, by a user that is not root (file permissions are tested), with one
# error that is expected of Debian's patches (io-5.5: the largest page).
source=sqlite3
packages="tcl-dev zlib1g-dev procps"
products="sqlite3 speedtest1 fuzzcheck"
targets="aarch64 riscv64"               # with a Tcl of our own build and without zlib
[ -z "$TARGET" ] || others=tcl8.6
# Of veryquick for a target: about a minute under qemu-user.
slice="select%.test expr.test func.test"

# Tcl for TARGET, in its folder.
tcl() {
    cd tcl8.6/unix
    CC="$CC" CFLAGS="$LEVEL" tcl_cv_strtod_buggy=ok tcl_cv_strstr_unbroken=ok \
        tcl_cv_strtoul_unbroken=ok ./configure --host="$TARGET" --disable-shared >configure.out 2>&1
    make -s AR="$TARGET-ar" RANLIB="$TARGET-ranlib" libtcl8.6.a libtclstub8.6.a >make.out 2>&1
    sed -i "s|^TCL_INCLUDE_SPEC=.*|TCL_INCLUDE_SPEC=-I$PWD/../generic|
        s|^TCL_BUILD_LIB_SPEC=.*|TCL_BUILD_LIB_SPEC='-L$PWD -ltcl8.6'|" tclConfig.sh
    cd ../..
}

build() {
    options="-DSQLITE_ENABLE_FTS4 -DSQLITE_ENABLE_FTS5 -DSQLITE_ENABLE_RTREE -DSQLITE_ENABLE_DBPAGE_VTAB
        -DSQLITE_ENABLE_DBSTAT_VTAB -DSQLITE_ENABLE_STMTVTAB -DSQLITE_ENABLE_BYTECODE_VTAB
        -DSQLITE_ENABLE_OFFSET_SQL_FUNC -DSQLITE_ENABLE_UNKNOWN_SQL_FUNCTION
        -DSQLITE_ENABLE_EXPLAIN_COMMENTS"
    tcl=--with-tcl=/usr/lib/tcl8.6
    if [ -n "$QUICK" ]; then tcl=--disable-tcl
    elif [ -n "$TARGET" ]; then
        tcl
        tcl=--with-tcl=$PWD/tcl8.6/unix
    fi
    CC="$CC" CFLAGS="$LEVEL" ./configure --enable-fts5 --disable-shared $tcl --disable-readline \
        ${TARGET:+--host=$TARGET} >configure.out
    # The compiler for programs that run while building; zlib is for the shell's `.archive`.
    here="BCC=$CC" archive=-DSQLITE_HAVE_ZLIB=1 zlib=-lz
    [ -z "$TARGET" ] || here="BCC=$GCC" archive= zlib=
    export CROSS_BUILDING=${TARGET:+yes}
    make -s "$here" sqlite3.c shell.c
    $CC $LEVEL $options -c sqlite3.c -o sqlite3.o
    $CC $LEVEL $options $archive -I. shell.c sqlite3.o -o sqlite3 -lm $zlib -ldl -lpthread
    $CC $LEVEL -I. test/speedtest1.c sqlite3.o -o speedtest1 -lm -ldl -lpthread
    make -s "$here" fuzzcheck >make.out 2>&1
    [ -n "$QUICK" ] || make -s "$here" testfixture >>make.out 2>&1
    [ -n "$QUICK$TARGET" ] || make -s "$here" threadtest3 >>make.out 2>&1
}

# The suite in Tcl, in a folder that the user `tester` can reach: the number of its checks.
veryquick() {
    place=/tmp/vouch-sqlite-$(echo "$WORK" | md5sum | cut -c1-8)
    rm -rf "$place"
    cp -r "$WORK" "$place"
    id tester >/dev/null 2>&1 || useradd -m tester
    chown -R tester "$place"
    command="./testfixture test/veryquick.test" expected="1 errors" failure=io-5.5
    if [ -n "$TARGET" ]; then
        command="export TCL_LIBRARY=$place/tcl8.6/library
            $EMULATOR ./testfixture test/permutations.test veryquick $slice"
        expected="0 errors" failure=
    fi
    su tester -s /bin/bash -c "cd $place; $command" >veryquick.log 2>&1 || true
    rm -rf "$place"
    [ "$(sed -n 's/^!Failures on these tests: //p' veryquick.log)" = "$failure" ] &&
        sed -n "s/^$expected out of \([0-9]*\) tests.*/\1/p" veryquick.log | grep .
}

check() {
    echo "create table t(a,b); insert into t values(1,'x'),(2,'y'); select sum(a), group_concat(b) from t;" |
        $EMULATOR ./sqlite3 | grep -qx '3|x,y'
    $EMULATOR ./speedtest1 --size ${QUICK:+2}${QUICK:-10} --verify :memory: >speedtest.log
    numbers=1
    [ -n "$QUICK" ] || numbers="1 2 3 4 5 6 7 8"
    : >fuzzcheck.log
    for number in $numbers; do
        $EMULATOR ./fuzzcheck test/fuzzdata$number.db >fuzzcheck.out 2>&1
        grep -a '^fuzzcheck: 0 errors' fuzzcheck.out >>fuzzcheck.log
    done
    cases=$(sed 's/.*out of \([0-9]*\) tests.*/\1/' fuzzcheck.log |
        awk '{ n += $1 } END { print n }')
    suites="fuzzcheck $cases cases"
    [ -n "$QUICK" ] || suites="veryquick $(veryquick) checks, $suites"
    if [ -z "$QUICK$TARGET" ]; then
        ./threadtest3 >threadtest3.log 2>&1
        grep -q '^0 errors out of [0-9]* tests' threadtest3.log
        suites="$suites, threadtest3"
    fi
    echo "$suites"
}

measure() {
    ./speedtest1 --size 100 :memory: >measured.log
}
