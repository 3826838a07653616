"""x86 rows: system instructions (Intel SDM vol. 2 and 3; AMD APM vol. 3 for svm, sysret)."""

# mypyc: skip

from __future__ import annotations

ROWS = """
mov*      | =r@rm, sreg        | 8C /r           | 16 32 64 nosize64 | effect |
mov       | =m16, sreg         | 8C /r           | | effect |
movw      | =m16, sreg         | 8C /r           | | effect alias |
mov       | =sreg, rw@rm      | 8E /r           | | effect alias |
mov       | =sreg, r32@rm      | 8E /r           | | effect |
mov       | =sreg, rq@rm      | 8E /r           | | effect alias |
mov       | =sreg, m16         | 8E /r           | | effect |
movw      | =sreg, rw@rm      | 8E /r           | | effect alias |
movw      | =sreg, m16         | 8E /r           | | effect alias |
movl      | =sreg, r32@rm      | 8E /r           | | effect alias |
movq      | =sreg, rq@rm      | 8E /r           | | effect alias |
mov*      | =r@rm, cr          | 0F 20 /r        | 32 64 d64 nosize | effect |
mov*      | =cr, r@rm          | 0F 22 /r        | 32 64 d64 nosize | effect |
mov*      | =r@rm, dr          | 0F 21 /r        | 32 64 d64 nosize | effect |
mov*      | =dr, r@rm          | 0F 23 /r        | 32 64 d64 nosize | effect |
cpuid     |                    | 0F A2           | | +rax =rbx +rcx =rdx effect |
rdtsc     |                    | 0F 31           | | =rax =rdx effect |
rdtscp    |                    | 0F 01 F9        | | =rax =rdx =rcx effect |
rdpmc     |                    | 0F 33           | | rcx =rax =rdx effect |
rdmsr     |                    | 0F 32           | | rcx =rax =rdx effect |
wrmsr     |                    | 0F 30           | | rcx rax rdx effect |
rdrand~   | =r                 | 0F C7 /6        | 16 32 64 | w:cpazso effect |
rdseed~   | =r                 | 0F C7 /7        | 16 32 64 | w:cpazso effect |
rdpid~    | =r                 | F3 0F C7 /7     | 32 64 d64 nosize32 | effect |
cli       |                    | FA              | | effect |
sti       |                    | FB              | | effect |
clts      |                    | 0F 06           | | effect |
invd      |                    | 0F 08           | | effect |
wbinvd    |                    | 0F 09           | | effect |
wbnoinvd  |                    | F3 0F 09        | | effect |
invlpg    | m8                 | 0F 01 /7        | | effect noload |
invpcid~  | r, m128            | 66 0F 38 82 /r  | 32 64 d64 nosize32 | effect |
invept~   | r, m128            | 66 0F 38 80 /r  | 32 64 d64 nosize32 | effect |
invvpid~  | r, m128            | 66 0F 38 81 /r  | 32 64 d64 nosize32 | effect |
lgdt      | mem                | 0F 01 /2        | | effect load |
lidt      | mem                | 0F 01 /3        | | effect load |
sgdt      | =mem               | 0F 01 /0        | | effect store |
sidt      | =mem               | 0F 01 /1        | | effect store |
lgdtl     | mem                | 0F 01 /2        | 32 m32 nosuffix | effect load alias |
lidtl     | mem                | 0F 01 /3        | 32 m32 nosuffix | effect load alias |
sgdtl     | =mem               | 0F 01 /0        | 32 m32 nosuffix | effect store alias |
sidtl     | =mem               | 0F 01 /1        | 32 m32 nosuffix | effect store alias |
lgdtw     | mem                | 0F 01 /2        | 16 m32 nosuffix | effect load alias |
lidtw     | mem                | 0F 01 /3        | 16 m32 nosuffix | effect load alias |
lldt      | r16/m16            | 0F 00 /2        | | effect |
sldt*     | =r                 | 0F 00 /0        | 16 32 64 nosize64 | effect |
sldt      | =m16               | 0F 00 /0        | | effect |
ltr       | r16/m16            | 0F 00 /3        | | effect |
str*      | =r                 | 0F 00 /1        | 16 32 64 nosize64 | effect |
str       | =m16               | 0F 00 /1        | | effect |
verr      | r16/m16            | 0F 00 /4        | | w:z effect |
verw      | r16/m16            | 0F 00 /5        | | w:z effect |
lmsw      | r16/m16            | 0F 01 /6        | | effect |
smsw*     | =r                 | 0F 01 /4        | 16 32 64 | effect |
smsw      | =m16               | 0F 01 /4        | | effect |
lar*      | =r, r@rm           | 0F 02 /r        | 16 32 64 | w:z effect |
lar*      | =r, m16            | 0F 02 /r        | 16 32 64 | w:z effect |
lsl*      | =r, r@rm           | 0F 03 /r        | 16 32 64 | w:z effect |
lsl*      | =r, m16            | 0F 03 /r        | 16 32 64 | w:z effect |
arpl      | +r16/m16, r16      | 63 /r           | m32 | w:z effect |
lds*      | =r, mem            | C5 /r           | 16 32 m32 | effect load |
les*      | =r, mem            | C4 /r           | 16 32 m32 | effect load |
lss*      | =r, mem            | 0F B2 /r        | 16 32 | effect load |
lfs*      | =r, mem            | 0F B4 /r        | 16 32 | effect load |
lgs*      | =r, mem            | 0F B5 /r        | 16 32 | effect load |
syscall   |                    | 0F 05           | | effect +rax =rcx =r11 load store |
sysenter  |                    | 0F 34           | | effect load store |
sysret*   |                    | 0F 07           | 32 64 dflt | effect return |
sysexit   |                    | 0F 35           | | effect return |
sysexitq  |                    | REX.W 0F 35     | | effect return |
swapgs    |                    | 0F 01 F8        | m64 | effect |
rdfsbase~ | =r                 | F3 0F AE /0     | 32 64 m64 | effect |
rdgsbase~ | =r                 | F3 0F AE /1     | 32 64 m64 | effect |
wrfsbase~ | r                  | F3 0F AE /2     | 32 64 m64 | effect |
wrgsbase~ | r                  | F3 0F AE /3     | 32 64 m64 | effect |
rsm       |                    | 0F AA           | | effect return |
monitor   |                    | 0F 01 C8        | | rax rcx rdx effect |
mwait     |                    | 0F 01 C9        | | rax rcx effect |
monitorx  |                    | 0F 01 FA        | | rax rcx rdx effect |
mwaitx    |                    | 0F 01 FB        | | rax rbx rcx effect |
monitor   | edx, ecx, rax      | 0F 01 C8        | | alias effect |
mwait     | ecx, eax           | 0F 01 C9        | | alias effect |
monitorx  | edx, ecx, rax      | 0F 01 FA        | | alias effect |
clac      |                    | 0F 01 CA        | | effect |
stac      |                    | 0F 01 CB        | | effect |
encls     |                    | 0F 01 CF        | | effect |
enclu     |                    | 0F 01 D7        | | effect |
xgetbv    |                    | 0F 01 D0        | | rcx =rax =rdx effect |
xsetbv    |                    | 0F 01 D1        | | rcx rax rdx effect |
vmcall    |                    | 0F 01 C1        | | effect load store |
vmlaunch  |                    | 0F 01 C2        | | effect load store |
vmresume  |                    | 0F 01 C3        | | effect load store |
vmxoff    |                    | 0F 01 C4        | | effect load store |
vmfunc    |                    | 0F 01 D4        | | effect load store |
vmmcall   |                    | 0F 01 D9        | | effect load store |
vmrun     |                    | 0F 01 D8        | | effect load store |
vmload    |                    | 0F 01 DA        | | effect load store |
vmsave    |                    | 0F 01 DB        | | effect load store |
stgi      |                    | 0F 01 DC        | | effect load store |
clgi      |                    | 0F 01 DD        | | effect load store |
skinit    |                    | 0F 01 DE        | | effect load store |
invlpga   |                    | 0F 01 DF        | | effect load store |
vmread*   | =r/m, r            | 0F 78 /r        | 64 d64 | w:cpazso effect |
vmwrite*  | r, r/m             | 0F 79 /r        | 64 d64 | w:cpazso effect |
vmptrld   | m64                | 0F C7 /6        | | w:cpazso effect |
vmptrst   | =m64               | 0F C7 /7        | | w:cpazso effect |
vmclear   | m64                | 66 0F C7 /6     | | w:cpazso effect |
vmxon     | m64                | F3 0F C7 /6     | | w:cpazso effect |
xbegin    | rel                | C7 F8 rel       | | =rax branch conditional |
xend      |                    | 0F 01 D5        | | effect load store |
xtest     |                    | 0F 01 D6        | | w:cpazso effect |
xabort    | imm8               | C6 F8 ib        | | effect |
rdpkru    |                    | 0F 01 EE        | | rcx =rax =rdx effect |
wrpkru    |                    | 0F 01 EF        | | rax rcx rdx effect |
serialize |                    | 0F 01 E8        | | effect |
clzero    |                    | 0F 01 FC        | | rax effect |
clflush   | m8                 | 0F AE /7        | | effect noload |
clflushopt | m8                | 66 0F AE /7     | | effect noload |
clwb      | m8                 | 66 0F AE /6     | | effect noload |
cldemote  | m8                 | 0F 1C /0        | | effect noload |
xsave     | =mem               | 0F AE /4        | | rax rdx effect store |
xsave64   | =mem               | REX.W 0F AE /4  | | rax rdx effect store |
xrstor    | mem                | 0F AE /5        | | rax rdx effect load |
xrstor64  | mem                | REX.W 0F AE /5  | | rax rdx effect load |
xsaveopt  | =mem               | 0F AE /6        | | rax rdx effect store |
xsaveopt64 | =mem              | REX.W 0F AE /6  | | rax rdx effect store |
xsavec    | =mem               | 0F C7 /4        | | rax rdx effect store |
xsavec64  | =mem               | REX.W 0F C7 /4  | | rax rdx effect store |
xsaves    | =mem               | 0F C7 /5        | | rax rdx effect store |
xsaves64  | =mem               | REX.W 0F C7 /5  | | rax rdx effect store |
xrstors   | mem                | 0F C7 /3        | | rax rdx effect load |
xrstors64 | mem                | REX.W 0F C7 /3  | | rax rdx effect load |
umonitor  | r64                | F3 0F AE /6     | | effect |
umwait    | r32                | F2 0F AE /6     | | rax rdx w:cpazso effect |
tpause    | r32                | 66 0F AE /6     | | rax rdx w:cpazso effect |
movdiri*  | =m, r              | 0F 38 F9 /r     | 32 64 nosize32 | effect |
movdir64b | r64, mem           | 66 0F 38 F8 /r  | | effect load store |
ptwrite*  | r/m                | F3 0F AE /4     | 32 64 nosize32 | effect |
incsspd   | r32                | F3 0F AE /5     | | effect |
incsspq   | r64                | F3 REX.W 0F AE /5 | | effect |
rdsspd    | +r32               | F3 0F 1E /1     | | effect |
rdsspq    | +r64               | F3 REX.W 0F 1E /1 | | effect |
saveprevssp |                  | F3 0F 01 EA     | | effect |
rstorssp  | m64                | F3 0F 01 /5     | | effect |
setssbsy  |                    | F3 0F 01 E8     | | effect |
clrssbsy  | m64                | F3 0F AE /6     | | effect |
wrssd     | =m32, r32          | 0F 38 F6 /r     | | effect |
wrssq     | =m64, r64          | REX.W 0F 38 F6 /r | | effect |
wrussd    | =m32, r32          | 66 0F 38 F5 /r  | | effect |
wrussq    | =m64, r64          | 66 REX.W 0F 38 F5 /r | | effect |
"""
