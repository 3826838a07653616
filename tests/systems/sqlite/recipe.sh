# SQLite: the shell, speedtest1, and fuzzcheck over its databases.
source=sqlite3
packages="tcl zlib1g-dev"

build() {
    options="-DSQLITE_ENABLE_FTS4 -DSQLITE_ENABLE_FTS5 -DSQLITE_ENABLE_RTREE -DSQLITE_ENABLE_DBPAGE_VTAB
        -DSQLITE_ENABLE_DBSTAT_VTAB -DSQLITE_ENABLE_STMTVTAB -DSQLITE_ENABLE_BYTECODE_VTAB
        -DSQLITE_ENABLE_OFFSET_SQL_FUNC -DSQLITE_ENABLE_UNKNOWN_SQL_FUNCTION
        -DSQLITE_ENABLE_EXPLAIN_COMMENTS"
    CC="$CC" CFLAGS="$LEVEL" ./configure --enable-fts5 --disable-shared --disable-tcl \
        --disable-readline >configure.out
    make -s BCC="$CC" sqlite3.c shell.c
    $CC $LEVEL $options -c sqlite3.c -o sqlite3.o
    $CC $LEVEL $options -I. shell.c sqlite3.o -o sqlite3 -lm -lz -ldl -lpthread
    $CC $LEVEL -I. test/speedtest1.c sqlite3.o -o speedtest1 -lm -ldl -lpthread
    $CC $LEVEL -I. -Itest -Iext/recover -DSQLITE_THREADSAFE=0 -DSQLITE_OMIT_LOAD_EXTENSION -DSQLITE_ENABLE_MEMSYS5 \
        -DSQLITE_ENABLE_FTS3_PARENTHESIS -DSQLITE_ENABLE_FTS4 -DSQLITE_ENABLE_FTS5 \
        -DSQLITE_ENABLE_RTREE -DSQLITE_ENABLE_GEOPOLY -DSQLITE_ENABLE_DBSTAT_VTAB \
        -DSQLITE_ENABLE_BYTECODE_VTAB -DSQLITE_MAX_MEMORY=50000000 -DSQLITE_PRINTF_PRECISION_LIMIT=1000 \
        -DSQLITE_OSS_FUZZ test/fuzzcheck.c test/ossfuzz.c test/fuzzinvariants.c \
        ext/recover/dbdata.c ext/recover/sqlite3recover.c test/vt02.c sqlite3.c -o fuzzcheck \
        -lm -ldl -lpthread
}

check() {
    echo "create table t(a,b); insert into t values(1,'x'),(2,'y'); select sum(a), group_concat(b) from t;" |
        ./sqlite3 | grep -qx '3|x,y'
    ./speedtest1 --size ${QUICK:+2}${QUICK:-10} --verify :memory: >speedtest.log
    data="test/fuzzdata1.db"
    [ -n "$QUICK" ] || data="$data test/fuzzdata2.db"
    ./fuzzcheck $data >fuzzcheck.log 2>&1
    grep '^fuzzcheck: 0 errors' fuzzcheck.log
}
