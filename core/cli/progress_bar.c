#include "cli/progress_bar.h"

#include "base/buffer.h"
#include "base/utf8.h"

#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { BAR_WIDTH = 30, LINE_BYTES = 512, LINE_EVERY = 100 /* milliseconds */ };

static void draw(const char *phase, size_t done, size_t total) {
    struct xc_buffer line = xc_buffer_make(LINE_BYTES);
    xc_buffer_printf(&line, "\r%s ", phase);
    if (total > 0) {
        size_t filled = done >= total ? BAR_WIDTH : done * BAR_WIDTH / total;
        xc_buffer_putc(&line, '[');
        for (size_t i = 0; i < BAR_WIDTH; i++) {
            xc_buffer_putc(&line, i < filled ? '#' : '.');
        }
        xc_buffer_printf(&line, "] %zu %%", done >= total ? 100 : done * 100 / total);
    } else {
        xc_buffer_printf(&line, "%zu", done);
    }
    xc_buffer_puts(&line, "\033[K"); /* clears what an earlier, longer line left */
    fwrite(line.ptr, 1, line.len, stderr);
    fflush(stderr);
    xc_buffer_free(&line);
}

/* ---- Lines for programs ---- */

static int64_t milliseconds(void) {
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void tell_line(struct xc_progress_bar *bar) {
    json_t *json = json_pack("{s:{s:s, s:I, s:I}}", "progress", "phase",
                             xc_text(bar->catalogue, bar->phase), "done",
                             (json_int_t)bar->done, "total", (json_int_t)bar->total);
    char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
    if (text) {
        fprintf(stderr, "%s\n", text);
        fflush(stderr);
    }
    free(text);
    json_decref(json);
    bar->told = true;
}

static void tell_last(struct xc_progress_bar *bar) {
    if (bar->phase && !bar->told) {
        tell_line(bar);
    }
}

static void note(struct xc_progress_bar *bar, const char *phase, size_t done,
                 size_t total) {
    bool fresh = !bar->phase || strcmp(bar->phase, phase) != 0;
    int64_t now = milliseconds();
    if (fresh) {
        tell_last(bar);
    }
    bar->phase = phase;
    bar->done = total > 0 && done > total ? total : done; /* searches may go on */
    bar->total = total;
    bar->told = false;
    if (fresh || now - bar->told_at >= LINE_EVERY) {
        tell_line(bar);
        bar->told_at = now;
    }
}

/* ---- Steps ---- */

/* Looked up instead of caught: what a handler may touch would be global. */
static bool is_stopped(void) {
    sigset_t pending;
    return sigpending(&pending) == 0 && sigismember(&pending, SIGTERM) == 1;
}

void xc_progress_stops(struct xc_progress_bar *bar) {
    sigset_t end;
    (void)sigemptyset(&end);
    (void)sigaddset(&end, SIGTERM);
    bar->stops = sigprocmask(SIG_BLOCK, &end, NULL) == 0;
}

static bool tick(void *context, const char *phase, size_t done, size_t total) {
    struct xc_progress_bar *bar = context;
    if (bar->form == XC_PROGRESS_BAR) {
        draw(xc_text(bar->catalogue, phase), done, total);
    } else if (bar->form == XC_PROGRESS_LINES) {
        note(bar, phase, done, total);
    }
    return !bar->stops || !is_stopped();
}

enum xc_progress_form xc_progress_form_here(void) {
    return isatty(STDERR_FILENO) ? XC_PROGRESS_BAR : XC_PROGRESS_NONE;
}

struct xc_progress xc_progress_of(struct xc_progress_bar *bar) {
    return (struct xc_progress){tick, bar};
}

void xc_progress_bar_clear(const struct xc_progress *progress) {
    struct xc_progress_bar *bar = progress->context;
    if (bar && bar->form == XC_PROGRESS_BAR) {
        fputs("\r\033[K", stderr);
        fflush(stderr);
    } else if (bar && bar->form == XC_PROGRESS_LINES) {
        tell_last(bar);
    }
}
