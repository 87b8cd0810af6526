#include "cli/progress_bar.h"

#include "base/buffer.h"
#include "base/utf8.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { BAR_WIDTH = 30, LINE_BYTES = 512 };

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

static bool tick(void *context, const char *phase, size_t done, size_t total) {
    draw(xc_text(context, phase), done, total);
    return true;
}

struct xc_progress xc_progress_bar(struct xc_catalogue *catalogue, bool quiet) {
    if (quiet || !isatty(STDERR_FILENO)) {
        return (struct xc_progress){0};
    }
    return (struct xc_progress){tick, catalogue};
}

void xc_progress_bar_clear(const struct xc_progress *progress) {
    if (progress->tick) {
        fputs("\r\033[K", stderr);
        fflush(stderr);
    }
}
