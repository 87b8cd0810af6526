/* What a worker that has been taken over could still do: nothing but read, write and
 * remember. */
#define _DEFAULT_SOURCE

#include "policy/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* How a confined child ends that makes the attempt: 0, or minus the signal that killed
 * it. */
static int outcome(void (*attempt)(void)) {
    pid_t child = fork();
    if (child == 0) {
        if (xc_confine(NULL) != XC_OK)
            _exit(99);
        attempt();
        _exit(0);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

static void open_file(void) {
    (void)open("/etc/passwd", O_RDONLY);
}
static void connect_out(void) {
    (void)socket(AF_INET, SOCK_STREAM, 0);
}
static void start_process(void) {
    (void)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
}
static void run_program(void) {
    char *arguments[] = {NULL};
    (void)execve("/bin/true", arguments, arguments);
}
static void signal_parent(void) {
    (void)syscall(SYS_kill, 1, 0);
}
static void map_code(void) {
    (void)mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}
static void make_code(void) {
    static char page[8192];
    (void)mprotect(page, 4096, PROT_EXEC);
}
static void write_elsewhere(void) {
    (void)!write(STDERR_FILENO, "x", 1);
}
static void read_elsewhere(void) {
    char byte = 0;
    (void)!read(5, &byte, 1);
}
static void raise_limits(void) {
    struct rlimit more = {RLIM_INFINITY, RLIM_INFINITY};
    (void)setrlimit(RLIMIT_AS, &more);
}
static void trace(void) {
    (void)syscall(SYS_ptrace, 0, 0, 0, 0);
}
static void random_bytes(void) {
    char bytes[8];
    (void)syscall(SYS_getrandom, bytes, sizeof(bytes), 0);
}

static void calls_are_refused(void **state) {
    static void (*const attempts[])(void) = {
        open_file,      connect_out,  start_process, run_program,
        signal_parent,  map_code,     make_code,     write_elsewhere,
        read_elsewhere, raise_limits, trace,         random_bytes,
    };
    (void)state;
    if (!xc_confine_complete()) {
        print_message("sanitizers: the list of system calls is not installed\n");
        skip();
    }
    for (size_t i = 0; i < sizeof(attempts) / sizeof(attempts[0]); i++)
        assert_int_equal(outcome(attempts[i]), -SIGSYS);
}

static void remember_much(void) {
    void *volatile block = mmap(NULL, (size_t)600 << 20, PROT_READ | PROT_WRITE,
                                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (block != MAP_FAILED || errno != ENOMEM)
        _exit(1);
}

static void remember_little(void) {
    char *volatile block = malloc((size_t)64 << 20);
    if (block == NULL)
        _exit(1);
    for (size_t i = 0; i < (size_t)64 << 20; i += 4096)
        block[i] = 1;
    free(block);
}

static void memory_is_limited(void **state) {
    (void)state;
    if (!xc_confine_complete()) {
        print_message("sanitizers: the address space is not limited\n");
        skip();
    }
    assert_int_equal(outcome(remember_much), 0);
    assert_int_equal(outcome(remember_little), 0);
}

/* Limits are set before the list of calls, so that a child can only show them through
 * effects: the files that were open are closed, whatever their number. */
static void use_old_file(void) {
    if (fcntl(200, F_GETFD) != -1)
        _exit(1);
}

static void files_are_closed(void **state) {
    (void)state;
    assert_int_equal(dup2(STDOUT_FILENO, 200), 200);
    if (xc_confine_complete())
        assert_int_equal(outcome(use_old_file), -SIGSYS);
    else
        assert_int_equal(outcome(use_old_file), 0);
    (void)close(200);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calls_are_refused),
        cmocka_unit_test(memory_is_limited),
        cmocka_unit_test(files_are_closed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
