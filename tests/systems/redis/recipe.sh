# Redis: the server's own unit tests (C), then its Tcl suite: some units, or all of them and those
# of the module interface.  For other targets the programs run under qemu-user, and the units are
# unit/type/*.
source=redis
packages="tcl procps"
products="src/redis-server src/redis-cli"
targets="aarch64 riscv64"

build() {
    make -s CC="$CC" MALLOC=libc USE_SYSTEMD=no BUILD_TLS=no OPTIMIZATION="$LEVEL" \
        REDIS_CFLAGS=-DREDIS_TEST ${TARGET:+AR=$TARGET-ar RANLIB=$TARGET-ranlib} >make.out 2>&1
    [ -n "$TARGET" ] || return 0
    for program in src/redis-server src/redis-cli src/redis-benchmark; do
        mv $program $program.target
        printf '#!/bin/sh\nexec %s "$0".target "$@"\n' "$EMULATOR" >$program
        chmod +x $program
    done
}

check() {
    src/redis-server test all >unit.log 2>&1
    grep -q ' 0 failed' unit.log
    units=
    if [ -n "$QUICK" ]; then
        for unit in unit/type/string unit/type/hash unit/type/zset unit/type/stream unit/expire \
                    unit/scripting unit/multi unit/bitops integration/rdb; do
            units="$units --single $unit"
        done
    fi
    if [ -n "$TARGET" ]; then
        units=
        for file in tests/unit/type/*.tcl; do
            units="$units --single unit/type/$(basename "$file" .tcl)"
        done
    fi
    ./runtest --clients 2 $units >runtest.log 2>&1
    grep -q 'All tests passed without errors' runtest.log
    src/redis-server --port 21999 --save '' --daemonize yes >/dev/null
    src/redis-benchmark -p 21999 -q -n 20000 -t set,get,lpush,zadd >benchmark.log
    src/redis-cli -p 21999 shutdown nosave || true
    ok=$(printf '\033[0;32;49mok')
    # Two tests of replication go round for a fixed time and count each time.
    rounds=$(grep -aF "$ok" runtest.log | grep -aEc '#3899 regression: kill|PSYNC2: (--- CYCLE|.NEW|Set|cluster|generate|total)') || true
    result="$(($(grep -acF "$ok" runtest.log) - rounds)) checks of the Tcl suite"
    [ "$rounds" = 0 ] || result="$result and $rounds in rounds for a fixed time"
    if [ -z "$QUICK$TARGET" ]; then
        MAKE="make CC=$CC LD=$CC" ./runtest-moduleapi --clients 2 >moduleapi.log 2>&1
        grep -q 'All tests passed without errors' moduleapi.log
        result="$result, $(grep -acF "$ok" moduleapi.log) of the module interface"
    fi
    echo "$result"
}

measure() {
    src/redis-server --port 21998 --save '' >server.log &
    until src/redis-cli -p 21998 ping >/dev/null 2>&1; do sleep 0.1; done
    src/redis-benchmark -p 21998 -q -n 100000 -t set,get,lpush,zadd >measured.log
    src/redis-cli -p 21998 shutdown nosave || true
    wait
}
