#define _GNU_SOURCE /* pipe2 */

#include "policy/process.h"

#include "policy/host.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void close_one(int *file) {
    if (*file >= 0)
        (void)close(*file);
    *file = -1;
}

static int spawn(struct xc_process *process, const char *self, int input, int output) {
    char worker_word[] = "--worker";
    char *arguments[] = {(char *)self, worker_word, NULL};
    char *environment[] = {NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none;
    sigset_t defaults;
    (void)sigemptyset(&none);
    (void)sigemptyset(&defaults);
    (void)sigaddset(&defaults, SIGPIPE);
    int status = posix_spawn_file_actions_init(&actions);
    if (status != 0)
        return status;
    status = posix_spawnattr_init(&attributes);
    if (status != 0)
        goto done_actions;
    status = posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
    if (status == 0)
        status = posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    if (status == 0)
        status = posix_spawnattr_setsigmask(&attributes, &none);
    if (status == 0)
        status = posix_spawnattr_setsigdefault(&attributes, &defaults);
    if (status == 0)
        status = posix_spawnattr_setflags(
            &attributes, (short)(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF));
    if (status == 0)
        status = posix_spawn(&process->pid, self, &actions, &attributes, arguments,
                             environment);
    (void)posix_spawnattr_destroy(&attributes);
done_actions:
    (void)posix_spawn_file_actions_destroy(&actions);
    return status;
}

int xc_process_start(struct xc_process *process, const char *self,
                     struct xc_error *error) {
    int input[2] = {-1, -1};
    int output[2] = {-1, -1};
    *process = (struct xc_process){.to = -1, .from = -1};
    process->line = xc_buffer_make((size_t)XC_HOST_ANSWER + 65536);
    int status = 0;
    if (pipe2(input, O_CLOEXEC) != 0 || pipe2(output, O_CLOEXEC) != 0 ||
        fcntl(input[1], F_SETFL, O_NONBLOCK) != 0)
        status = errno;
    if (status == 0)
        status = spawn(process, self, input[0], output[1]);
    close_one(&input[0]);
    close_one(&output[1]);
    process->to = input[1];
    process->from = output[0];
    if (status == 0)
        return XC_OK;
    process->pid = 0;
    xc_process_stop(process);
    return xc_fail_errno(error, status, "start", self);
}

void xc_process_stop(struct xc_process *process) {
    close_one(&process->to);
    close_one(&process->from);
    if (process->pid > 0) {
        (void)kill(process->pid, SIGKILL);
        while (waitpid(process->pid, NULL, 0) < 0 && errno == EINTR)
            continue;
    }
    process->pid = 0;
    xc_buffer_free(&process->line);
}

/* Says how the process ended. Its own limits end it with SIGXCPU. */
static int fail_ended(struct xc_process *process, const char *file,
                      struct xc_error *error) {
    int status = 0;
    pid_t got = 0;
    close_one(&process->to);
    close_one(&process->from);
    /* One that only closed its pipe must not be waited for; one that ended is past
     * signals. */
    (void)kill(process->pid, SIGKILL);
    do
        got = waitpid(process->pid, &status, 0);
    while (got < 0 && errno == EINTR);
    process->pid = 0;
    struct xc_str path = xc_str_from(file);
    if (got > 0 && WIFSIGNALED(status) &&
        (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL))
        return xc_fail_at(error, XC_EPOLICY, path, 0, 0, "limit: time");
    if (got > 0 && WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS)
        return xc_fail_at(
            error, XC_EPOLICY, path, 0, 0,
            "the worker was stopped: it tried a system call it may not make");
    if (got > 0 && WIFSIGNALED(status))
        return xc_fail_at(error, XC_EPOLICY, path, 0, 0,
                          "the worker was stopped by signal %d; nothing was changed",
                          WTERMSIG(status));
    return xc_fail_at(error, XC_EPOLICY, path, 0, 0,
                      "the worker ended without an answer (status %d)",
                      got > 0 ? WEXITSTATUS(status) : -1);
}

static int64_t now_milliseconds(void) {
    struct timespec time = {0, 0};
    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* A worker that is gone must not end this process: SIGPIPE is held back for the write
 * and, where it came, taken away. */
static ssize_t write_quietly(int file, struct xc_str bytes) {
    sigset_t pipe_signal;
    sigset_t before;
    sigset_t pending;
    (void)sigemptyset(&pipe_signal);
    (void)sigaddset(&pipe_signal, SIGPIPE);
    (void)sigemptyset(&pending);
    (void)sigpending(&pending);
    bool was_pending = sigismember(&pending, SIGPIPE) == 1;
    if (pthread_sigmask(SIG_BLOCK, &pipe_signal, &before) != 0)
        return -1;
    ssize_t wrote = write(file, bytes.ptr, bytes.len);
    int number = errno;
    if (wrote < 0 && number == EPIPE && !was_pending) {
        struct timespec none = {0, 0};
        while (sigtimedwait(&pipe_signal, NULL, &none) < 0 && errno == EINTR)
            continue;
    }
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = number;
    return wrote;
}

static void pump_write(struct xc_process *process) {
    ssize_t wrote = write_quietly(process->to, process->rest);
    if (wrote > 0)
        process->rest =
            xc_str_slice(process->rest, (size_t)wrote, process->rest.len - (size_t)wrote);
    else if (errno != EAGAIN && errno != EINTR)
        process->rest.len = 0; /* its end is seen when reading */
}

static int pump_read(struct xc_process *process, const char *file,
                     struct xc_error *error) {
    char *room = xc_buffer_reserve(&process->line, 65536);
    if (room == NULL)
        return xc_fail_at(error, XC_EPOLICY, xc_str_from(file), 0, 0, "limit: output");
    ssize_t got = read(process->from, room, 65536);
    if (got < 0 && errno == EINTR)
        return XC_OK;
    if (got <= 0)
        return fail_ended(process, file, error);
    process->line.len += (size_t)got;
    if (process->line.ptr[process->line.len - 1] == '\n') {
        process->line.len--;
        process->complete = true;
    }
    return XC_OK;
}

/* Waits for one or more of the pipes and serves them. */
static int pump(struct xc_process *processes, size_t count, int milliseconds,
                const char *file, struct xc_error *error) {
    enum { MOST = 4 };
    struct pollfd polls[2 * MOST];
    for (size_t i = 0; i < count; i++) {
        bool writing = processes[i].rest.len > 0;
        polls[2 * i] = (struct pollfd){writing ? processes[i].to : -1, POLLOUT, 0};
        polls[2 * i + 1] =
            (struct pollfd){processes[i].complete ? -1 : processes[i].from, POLLIN, 0};
    }
    int ready = poll(polls, (nfds_t)(2 * count), milliseconds);
    if (ready < 0 && errno != EINTR)
        return xc_fail_errno(error, errno, "wait for", "the policy worker");
    if (ready == 0)
        return xc_fail_at(error, XC_EPOLICY, xc_str_from(file), 0, 0, "limit: time");
    for (size_t i = 0; ready > 0 && i < count; i++) {
        if (polls[2 * i].revents != 0)
            pump_write(&processes[i]);
        int code =
            polls[2 * i + 1].revents != 0 ? pump_read(&processes[i], file, error) : XC_OK;
        if (code != XC_OK)
            return code;
    }
    return XC_OK;
}

int xc_process_talk(struct xc_process *processes, size_t count, struct xc_str line,
                    int milliseconds, const char *file, struct xc_error *error) {
    int64_t end = now_milliseconds() + milliseconds;
    for (size_t i = 0; i < count; i++) {
        xc_buffer_clear(&processes[i].line);
        processes[i].complete = false;
        processes[i].rest = line;
    }
    for (;;) {
        bool all = true;
        for (size_t i = 0; i < count; i++)
            all = all && processes[i].complete;
        if (all)
            return XC_OK;
        int64_t left = end - now_milliseconds();
        int code = pump(processes, count, left > 0 ? (int)left : 0, file, error);
        if (code != XC_OK)
            return code;
    }
}
