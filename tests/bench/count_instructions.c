/* A plugin of qemu-user that counts executed guest instructions.

   Each translated block adds the number of its instructions to a counter when it runs; the sum goes
   to the file that `out=` names.  Declarations as in QEMU's documentation, "TCG Plugins"
   (API version 1, QEMU 4.2 and later).

       cc -shared -fPIC -o count.so count_instructions.c
       qemu-aarch64 -plugin ./count.so,out=FILE program */

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct qemu_plugin_tb;
typedef uint64_t plugin_id;

void qemu_plugin_register_vcpu_tb_trans_cb(plugin_id, void (*)(plugin_id, struct qemu_plugin_tb *));
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *);
void qemu_plugin_register_vcpu_tb_exec_inline(struct qemu_plugin_tb *, int operation, void *counter,
                                              uint64_t amount);
void qemu_plugin_register_atexit_cb(plugin_id, void (*)(plugin_id, void *), void *);

enum { ADD_U64 = 0 };

int qemu_plugin_version = 1;
static uint64_t executed;
static char file[4096];

static void translated(plugin_id id, struct qemu_plugin_tb *block)
{
    qemu_plugin_register_vcpu_tb_exec_inline(block, ADD_U64, &executed,
                                             qemu_plugin_tb_n_insns(block));
}

static void finished(plugin_id id, void *data)
{
    FILE *out = fopen(file, "w");
    if (out) {
        fprintf(out, "%llu\n", (unsigned long long)executed);
        fclose(out);
    }
}

int qemu_plugin_install(plugin_id id, const void *info, int argc, char **argv)
{
    for (int k = 0; k < argc; k++)
        if (!strncmp(argv[k], "out=", 4))
            snprintf(file, sizeof file, "%s", argv[k] + 4);
    if (!*file)
        return -1;
    qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
    qemu_plugin_register_atexit_cb(id, finished, NULL);
    return 0;
}
