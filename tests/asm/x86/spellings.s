# Spellings that objdump prints or people write, beside those of the rows.
crc32 %al,%esp
crc32 %ax,%esp
crc32 %eax,%esp
crc32 %rax,%rsp
crc32 %al,%rsp
crc32b (%rax),%esp
crc32l (%rax),%esp
crc32q (%rax),%rsp
xlat
xlatb
xlat %ds:(%rbx)
xlatb %ds:(%rbx)
xlat (%rbx)
fnstenv (%rax)
fnstenvl (%rax)
fnstenvs (%rax)
fldenv (%rax)
fldenvl (%rax)
fldenvs (%rax)
frstor (%rax)
frstors (%rax)
frstorl (%rax)
fnsave (%rax)
fnsaves (%rax)
fnsavel (%rax)
fstenvs (%rax)
fsavel (%rax)
vpcmpestrm $3,%xmm1,%xmm2
vpcmpestrml $3,%xmm1,%xmm2
vpcmpestrmq $3,%xmm1,%xmm2
vpcmpestri $3,%xmm1,%xmm2
vpcmpestril $3,%xmm1,%xmm2
vpcmpestriq $3,%xmm1,%xmm2
pcmpestrml $3,%xmm1,%xmm2
pcmpestrmq $3,%xmm1,%xmm2
pcmpestril $3,%xmm1,%xmm2
pcmpestriq $3,(%rax),%xmm2
movl $'#', %eax
movl $'/', %eax
movl $';', %eax
movl $'a'+1, %eax # comment
cmpb $'"', (%rax)
movl $'\n', %eax
movl $'\'', %eax
.byte '#', '"', '/', ';' # x
.byte '#
movl $'#, %eax # a constant without its closing quote
movl $',', %eax; movl $';', %ecx
movl $'"', %eax # "a comment"
.ascii "'", "#;", "\"," # not a character
.code32
xlat %ds:(%ebx)
xlat %ds:(%bx)
fldenvs (%ebx)
fldenvl (%ebx)
.code16
fldenvs (%bx)
fldenvl (%bx)
fstenvl (%bx)
fstenvs (%bx)
xlat %ds:(%bx)
xlat %es:(%ebx)
