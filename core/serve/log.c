#include "serve/log.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Beyond EARLY_BYTES lines are written without waiting for the flush. A pipe that is
 * ready takes PIECE_BYTES without blocking, a file all. */
enum { GATHERED_BYTES = 256 * 1024, EARLY_BYTES = 64 * 1024, PIECE_BYTES = 4096 };

struct xc_log {
    int fd;
    bool file;             /* a regular one */
    char *path;            /* NULL: standard error */
    struct xc_buffer text; /* gathered */
    size_t written;        /* of text */
    uint64_t lost;         /* lines */
    xc_instant at;         /* what shown says */
    char shown[21];
};

static int open_path(const char *path) {
    return open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0640);
}

static bool is_file(int fd) {
    struct stat info;
    return fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
}

int xc_log_open(const char *path, struct xc_log **result, struct xc_error *error) {
    struct xc_log *log = calloc(1, sizeof *log);
    int code = log ? XC_OK : xc_fail_memory(error);
    *result = NULL;
    if (code)
        return code;
    log->at = XC_NO_INSTANT;
    log->text = xc_buffer_make(GATHERED_BYTES);
    log->fd = path ? open_path(path) : STDERR_FILENO;
    log->file = is_file(log->fd);
    if (log->fd < 0) {
        code = xc_fail_errno(error, errno, "open", path);
    } else if (path) {
        size_t size = strlen(path) + 1;
        log->path = malloc(size);
        if (log->path)
            memcpy(log->path, path, size);
        else
            code = xc_fail_memory(error);
    }
    if (!code)
        *result = log;
    else
        xc_log_close(log);
    return code;
}

void xc_log_close(struct xc_log *log) {
    if (!log)
        return;
    xc_log_flush(log);
    if (log->path && log->fd >= 0)
        (void)close(log->fd);
    xc_buffer_free(&log->text);
    free(log->path);
    free(log);
}

/* ---- lines ---- */

/* The words are the program's own; should one ever not be, it still cannot end a line or
 * a string. */
static void put_word(struct xc_buffer *out, const char *name, const char *word) {
    (void)xc_buffer_puts(out, ",\"");
    (void)xc_buffer_puts(out, name);
    (void)xc_buffer_puts(out, "\":\"");
    size_t from = out->len;
    (void)xc_buffer_puts(out, word ? word : "");
    for (size_t i = from; i < out->len; i++) {
        unsigned char c = (unsigned char)out->ptr[i];
        if (c < 0x20 || c == '"' || c == '\\')
            out->ptr[i] = '?';
    }
    (void)xc_buffer_putc(out, '"');
}

static void put_number(struct xc_buffer *out, const char *name, uint64_t value) {
    (void)xc_buffer_puts(out, ",\"");
    (void)xc_buffer_puts(out, name);
    (void)xc_buffer_puts(out, "\":");
    (void)xc_buffer_uint(out, value);
}

static void begin(struct xc_log *log, xc_instant now) {
    if (now != log->at) {
        xc_instant_format(now, log->shown);
        log->at = now;
    }
    (void)xc_buffer_puts(&log->text, "{\"time\":\"");
    (void)xc_buffer_puts(&log->text, log->shown);
    (void)xc_buffer_putc(&log->text, '"');
}

/* Ends the line that began at start; one that did not fit is taken back whole. */
static void end(struct xc_log *log, size_t start) {
    (void)xc_buffer_puts(&log->text, "}\n");
    if (log->text.failed) {
        log->text.failed = false;
        log->text.len = start;
        log->lost++;
    }
    if (log->text.len - log->written >= EARLY_BYTES)
        xc_log_flush(log);
}

static void write_event(struct xc_log *log, const char *event, uint64_t count,
                        xc_instant now) {
    size_t start = log->text.len;
    begin(log, now);
    put_word(&log->text, "event", event);
    if (count > 0)
        put_number(&log->text, "count", count);
    end(log, start);
}

/* Lines that were lost are told about as soon as there is room again. */
static void tell_lost(struct xc_log *log, xc_instant now) {
    uint64_t lost = log->lost;
    if (lost == 0 || log->text.len > EARLY_BYTES)
        return;
    log->lost = 0;
    write_event(log, "lost", lost, now);
}

void xc_log_request(struct xc_log *log, const char *route, const char *method, int status,
                    uint64_t bytes, uint64_t microseconds, xc_instant now) {
    if (!log)
        return;
    tell_lost(log, now);
    size_t start = log->text.len;
    begin(log, now);
    put_word(&log->text, "method", method);
    put_word(&log->text, "route", route);
    put_number(&log->text, "status", status > 0 ? (uint64_t)status : 0);
    put_number(&log->text, "bytes", bytes);
    put_number(&log->text, "microseconds", microseconds);
    end(log, start);
}

void xc_log_event(struct xc_log *log, const char *event, uint64_t count, xc_instant now) {
    if (!log)
        return;
    tell_lost(log, now);
    write_event(log, event, count, now);
}

/* ---- writing ---- */

static bool is_ready(int fd) {
    struct pollfd one = {.fd = fd, .events = POLLOUT};
    return poll(&one, 1, 0) == 1 && (one.revents & POLLOUT) != 0;
}

void xc_log_flush(struct xc_log *log) {
    if (!log)
        return;
    while (log->written < log->text.len && (log->file || is_ready(log->fd))) {
        size_t left = log->text.len - log->written;
        ssize_t count = write(log->fd, log->text.ptr + log->written,
                              left < PIECE_BYTES || log->file ? left : PIECE_BYTES);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            break; /* a full disk: again at the next flush */
        log->written += (size_t)count;
    }
    /* a line that was written in part stays, so that its rest follows it */
    if (log->written == log->text.len) {
        xc_buffer_clear(&log->text);
    } else if (log->written > 0) {
        log->text.len -= log->written;
        memmove(log->text.ptr, log->text.ptr + log->written, log->text.len);
    }
    log->written = 0;
}

int xc_log_reopen(struct xc_log *log, struct xc_error *error) {
    if (!log || !log->path)
        return XC_OK;
    int fd = open_path(log->path);
    if (fd < 0)
        return xc_fail_errno(error, errno, "open", log->path);
    xc_log_flush(log);
    (void)close(log->fd);
    log->fd = fd;
    log->file = is_file(fd);
    return XC_OK;
}
