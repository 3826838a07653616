# jq: the test files of its own suite and its shell test.
source=jq
packages="libonig-dev flex bison autoconf automake libtool"
products=jq

build() {
    autoreconf -fi >autoreconf.out 2>&1
    CC="$CC" CFLAGS="$LEVEL" ./configure --disable-docs --disable-shared --disable-maintainer-mode \
        >configure.out
    make -s
}

check() {
    passed=0
    for suite in jq onig base64 optional; do
        ./jq -L tests/modules --run-tests tests/$suite.test >$suite.log 2>&1
        tail -n 1 $suite.log | grep -qE '^([0-9]+) of \1 tests passed \(0 malformed'
        passed=$((passed + $(tail -n 1 $suite.log | sed 's/ of .*//')))
    done
    echo "$passed tests"
}

measure() {
    ./jq -n '[range(200000) | {key: tostring, value: (. * 7 % 1009)}]
        | group_by(.value) | map({(.[0].value | tostring): length}) | add | length' >measured.log
}
