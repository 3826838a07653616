# PostgreSQL: server, contrib and their regression tests, run by a user that is not root, from a
# folder that this user can reach.
source=postgresql-15
packages="bison flex perl"
products=place/build/src/backend/postgres

build() {
    place=/tmp/vouch-postgresql-$(echo "$WORK" | md5sum | cut -c1-8)
    rm -rf "$place"
    mkdir -p "$place"/build
    ln -sfn "$place" place
    cp -a "$WORK" "$place"/source          # with its times: it holds generated files
    cd "$place"/build
    CC=$CC CFLAGS=$LEVEL ../source/configure --without-readline --without-icu --without-zlib \
        --prefix="$place"/installed >configure.out
    for part in . contrib src/test/regress src/test/isolation; do
        make -s -C $part >>make.out 2>&1
    done
}

check() {
    cd "$(readlink place)"/build
    id tester >/dev/null 2>&1 || useradd -m tester
    chown -R tester ..
    suites="check"
    [ -n "$QUICK" ] || suites="check src/test/isolation contrib"
    figures= failed=0
    for suite in $suites; do
        name=$(basename $suite)
        case $suite in check) words=check ;; *) words="-k -C $suite check" ;; esac
        su tester -s /bin/bash -c "make $words MAX_CONNECTIONS=10" >$name.log 2>&1 ||
            failed=$((failed + 1))
        figures="$figures${figures:+, }$name $(grep -c '\.\.\. ok ' $name.log) pass" || true
        wrong=$(grep 'FAILED' $name.log | tr -s ' ') || true
        [ -z "$wrong" ] || figures="$figures, not$(echo "$wrong" | sed 's/ \.\.\. .*//' | tr -d '\n')"
    done
    cd /
    [ "$failed" != 0 ] || rm -rf "$(dirname "$OLDPWD")"
    echo "$figures"
    [ "$failed" = 0 ]
}
