"""Options of gcc 12 that only tune its own passes: accepted, in both forms, without effect.

Idea: two lists of names, as `gcc -Q --help=optimizers,common,target` prints them.  What a correct
program, a build system or a user could observe is not here but in `options.py`: obeyed or refused.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

IGNORED_F: Final = frozenset("""
abi-version aggressive-loop-optimizations align-functions align-jumps align-labels align-loops
allocation-dce allow-store-data-races argument-alias argument-noalias argument-noalias-anything
argument-noalias-global auto-inc-dec bit-tests branch-count-reg branch-probabilities
branch-target-load-optimize branch-target-load-optimize2 btr-bb-exclusive caller-saves
canonical-system-headers check-data-deps code-hoisting combine-stack-adjustments
compare-elim cond-mismatch conserve-stack cprop-registers crossjumping cse-follow-jumps
cse-skip-blocks cx-fortran-rules cx-limited-range dce debug-cpp debug-prefix-map
debug-types-section defer-pop delayed-branch delete-dead-exceptions devirtualize
devirtualize-at-ltrans devirtualize-speculatively diagnostics-color diagnostics-column-origin
diagnostics-column-unit diagnostics-escape-format diagnostics-generate-patch
diagnostics-minimum-margin-width diagnostics-parseable-fixits diagnostics-path-format
diagnostics-plain-output diagnostics-show-cwe diagnostics-show-labels
diagnostics-show-line-numbers diagnostics-show-location diagnostics-show-path-depths
diagnostics-urls dse dwarf2-cfi-asm early-inlining eliminate-dwarf2-dups
eliminate-unused-debug-symbols eliminate-unused-debug-types emit-class-debug-always
excess-precision expensive-optimizations extended-identifiers fat-lto-objects file-prefix-map
finite-loops float-store fold-simple-inlines force-addr forward-propagate fp-contract
fp-int-builtin-inexact function-cse gcse gcse-after-reload gcse-las gcse-lm gcse-sm
gnat-encodings gnu-unique graphite graphite-identity guess-branch-probability
hoist-adjacent-loads if-conversion if-conversion2 indirect-inlining inhibit-size-directive
inline-atomics inline-functions-called-once inline-limit inline-limit- ipa-bit-cp ipa-cp
ipa-cp-alignment ipa-cp-clone ipa-icf ipa-icf-functions ipa-icf-variables ipa-matrix-reorg
ipa-modref ipa-pta ipa-pure-const ipa-ra ipa-reference ipa-reference-addressable ipa-sra
ipa-stack-alignment ipa-strict-aliasing ipa-struct-reorg ipa-vrp ira-algorithm
ira-hoist-pressure ira-loop-pressure ira-region ira-share-save-slots ira-share-spill-slots
isolate-erroneous-paths-attribute isolate-erroneous-paths-dereference ivopts keep-gc-roots-live
keep-static-consts keep-static-functions large-source-files lifetime-dse
limit-function-alignment live-range-shrinkage loop-block loop-flatten loop-interchange
loop-nest-optimize loop-optimize loop-parallelize-all loop-strip-mine loop-unroll-and-jam
lra-remat lto lto-compression-level lto-odr-type-merging lto-partition merge-all-constants
merge-debug-strings modulo-sched modulo-sched-allow-regmoves move-loop-invariants
move-loop-stores nothrow-opt optimize-register-move optimize-strlen partial-inlining
pcc-struct-return pch-deps peel-loops peephole peephole2 permitted-flt-eval-methods
predictive-commoning prefetch-loop-arrays printf-return-value random-seed reciprocal-math ree
reg-struct-return regmove rename-registers reorder-blocks reorder-blocks-algorithm
reorder-blocks-and-partition reorder-functions rerun-cse-after-loop rerun-loop-opt
reschedule-modulo-scheduled-loops
save-optimization-record sched-critical-path-heuristic sched-dep-count-heuristic
sched-group-heuristic sched-interblock sched-last-insn-heuristic sched-pressure
sched-rank-heuristic stack-check sched-spec sched-spec-insn-heuristic sched-spec-load
sched-spec-load-dangerous sched-stalled-insns sched-stalled-insns-dep sched2-use-superblocks
sched2-use-traces schedule-fusion schedule-insns schedule-insns2 section-anchors see
sel-sched-pipelining sel-sched-pipelining-outer-loops sel-sched-reschedule-pipelined
selective-scheduling selective-scheduling2 shrink-wrap shrink-wrap-separate simd-cost-model
split-ivs-in-unroller split-loops split-paths split-wide-types split-wide-types-early
ssa-backprop ssa-phiopt stack-reuse stdarg-opt store-merging strength-reduce strict-enums
sync-libcalls tabstop thread-jumps threadsafe-statics tracer track-macro-expansion
trampolines trapping-math tree-bit-ccp tree-ccp tree-ch tree-coalesce-inlined-vars
tree-coalesce-vars tree-copy-prop tree-copyrename tree-cselim tree-dce tree-dominator-opts
tree-dse tree-forwprop tree-fre tree-loop-distribution tree-loop-if-convert
tree-loop-if-convert-stores tree-loop-im tree-loop-ivcanon tree-loop-linear tree-loop-optimize
tree-loop-vectorize tree-lrs tree-parallelize-loops tree-partial-pre tree-phiprop tree-pre
tree-pta tree-salias tree-scev-cprop tree-sink tree-slp-vectorize tree-slsr tree-sra
tree-store-ccp tree-store-copy-prop tree-switch-conversion tree-tail-merge tree-ter
tree-vect-loop-version tree-vectorize tree-vectorizer-verbose tree-vrp unconstrained-commons
unit-at-a-time unroll-all-loops unroll-completely-grow-size unroll-loops
unsafe-loop-optimizations unswitch-loops use-linker-plugin var-tracking
var-tracking-assignments var-tracking-assignments-toggle var-tracking-uninit
variable-expansion-in-unroller vect-cost-model version-loops-for-strides vpt
web whole-program zee
""".split())

IGNORED_M: Final = frozenset("""
128bit-long-double 8bit-idiv accumulate-outgoing-args align-stringops
avx256-split-unaligned-load avx256-split-unaligned-store cld div explicit-relocs fancy-math-387
fdiv fix-cortex-a53-835769 fix-cortex-a53-843419 fp-ret-in-387 fused-madd glibc ieee-fp
inline-all-stringops inline-stringops-dynamically omit-leaf-frame-pointer prefer-avx128
push-args recip stv tls-direct-seg-refs vzeroupper
""".split())
