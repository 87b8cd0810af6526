#define _DEFAULT_SOURCE /* syscall */

#include "policy/confine.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define XC_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer) ||               \
    __has_feature(thread_sanitizer)
#define XC_SANITIZED 1
#endif
#endif
#ifndef XC_SANITIZED
#define XC_SANITIZED 0
#endif

#if defined(__x86_64__)
#define XC_AUDIT_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define XC_AUDIT_ARCH AUDIT_ARCH_AARCH64
#else
#error "the worker's list of system calls knows x86-64 and arm64; add this machine here"
#endif

enum { CPU_SECONDS = 30, ADDRESS_MIB = 512 };

bool xc_confine_complete(void) {
    return !XC_SANITIZED;
}

static int refuse(struct xc_error *error) {
    return xc_fail(error, XC_EENV, "the policy worker cannot confine itself: error %d",
                   errno);
}

static int limit(int resource, rlim_t value, struct xc_error *error) {
    struct rlimit both = {value, value};
    return setrlimit(resource, &both) == 0 ? XC_OK : refuse(error);
}

static int set_limits(struct xc_error *error) {
    int code = limit(RLIMIT_CPU, CPU_SECONDS, error);
    if (code == XC_OK && !XC_SANITIZED)
        code = limit(RLIMIT_AS, (rlim_t)ADDRESS_MIB << 20, error);
    if (code == XC_OK)
        code = limit(RLIMIT_NPROC, 0, error);
    if (code == XC_OK)
        code = limit(RLIMIT_FSIZE, 0, error);
    if (code == XC_OK)
        code = limit(RLIMIT_CORE, 0, error);
    return code;
}

#define ALLOW(number)                                                                    \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (number), 0, 1),                                 \
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

/* Memory, but never memory that can be run: argument 2 of mmap and its kin is the
 * protection. */
#define ALLOW_UNLESS_EXECUTABLE(number)                                                  \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (number), 0, 4),                                 \
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[2])),      \
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 0, 1),                           \
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),                             \
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

/* Only on one descriptor (argument 0). */
#define ALLOW_ON(number, descriptor)                                                     \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (number), 0, 4),                                 \
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])),      \
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (descriptor), 1, 0),                         \
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),                             \
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

static int allow_calls(struct xc_error *error) {
    static const struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, XC_AUDIT_ARCH, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        ALLOW(__NR_brk),
        ALLOW(__NR_munmap),
        ALLOW(__NR_mremap),
        ALLOW(__NR_madvise),
        ALLOW(__NR_exit_group),
        ALLOW(__NR_clock_gettime),
        ALLOW(__NR_rt_sigreturn),
        ALLOW(__NR_fstat),
        ALLOW(__NR_newfstatat),
        ALLOW_ON(__NR_read, STDIN_FILENO),
        ALLOW_ON(__NR_write, STDOUT_FILENO),
        ALLOW_UNLESS_EXECUTABLE(__NR_mmap),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
    };
    struct sock_fprog program = {
        .len = sizeof(filter) / sizeof(filter[0]),
        .filter = (struct sock_filter *)filter, /* the kernel only reads it */
    };
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
        return refuse(error);
    return XC_OK;
}

static void close_rest(void) {
    unsigned first = XC_SANITIZED ? STDERR_FILENO + 1 : STDERR_FILENO;
#ifdef __NR_close_range
    if (syscall(__NR_close_range, first, ~0U, 0) == 0)
        return;
#endif
    for (int file = (int)first; file < 4096; file++)
        (void)close(file);
}

int xc_confine(struct xc_error *error) {
    close_rest();
    int code = set_limits(error);
    if (code == XC_OK && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        code = refuse(error);
    if (code == XC_OK && !XC_SANITIZED)
        code = allow_calls(error);
    return code;
}
