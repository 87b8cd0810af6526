/* Errors and messages for people.
 *
 * A message is captured as its English format (the gettext id) and its arguments already
 * turned into text, so that it can be shown later in any language without globals:
 * capture where it happens, render where it is shown (cli, serve). Mark formats with
 * XC_MSG for xgettext when they do not stand directly in a call of xc_fail or
 * xc_message_set. */
#ifndef XC_BASE_ERROR_H
#define XC_BASE_ERROR_H

#include "base/str.h"

#include <stdarg.h>

#if defined(__GNUC__)
#define XC_PRINTF(text, first) __attribute__((__format__(__printf__, text, first)))
#define XC_MUST_CHECK          __attribute__((warn_unused_result))
#else
#define XC_PRINTF(text, first)
#define XC_MUST_CHECK
#endif

#define XC_MSG(text) text

struct xc_buffer;
struct xc_catalogue;

/* Return codes of functions that can fail: XC_OK or one of these. */
enum xc_code {
    XC_OK = 0,
    XC_ENO = -1,    /* the answer is no: infeasible, different, already opened (exit 1) */
    XC_EUSAGE = -2, /* wrong usage of a command or option (exit 2) */
    XC_EINPUT = -3, /* bad input; nothing was changed (exit 3) */
    XC_EENV = -4,   /* the environment failed: disk, permission, lock (exit 4) */
    XC_EPOLICY = -5,   /* a policy or plugin failed (exit 5) */
    XC_ENOMEM = -6,    /* out of memory or over a byte limit (exit 4) */
    XC_EINTERNAL = -7, /* a promise inside the program was broken (exit 4) */
    XC_EFORBIDDEN = -8 /* the user in whose name it runs may not do that (exit 1) */
};

/* The exit status of the command line for a code. */
int xc_code_exit(int code);

/* The stable word of a code for JSON errors: "no", "usage", "input", "environment",
 * "policy", "memory", "internal", "forbidden". */
const char *xc_code_word(int code);

enum { XC_MESSAGE_BYTES = 1024, XC_FILE_BYTES = 512 };

/* One captured message. id is a static string; args holds the arguments one after the
 * other, each ended by NUL. Arguments that do not fit are cut on a character border. */
struct xc_message {
    const char *id;
    unsigned count;
    size_t used;
    char args[XC_MESSAGE_BYTES];
};

/* Captures a message. Conversions allowed in format: %s %d %u %zu %ld %lu %lld %llu %c %%
 * and
 * %.*s, with flags and widths for numbers (not PRId64 and its like, which gettext stores
 * apart). In text, control and invisible characters and bytes that are not UTF-8 are
 * shown as \x1B or \u200B; line ends and tabs stay. */
void xc_message_set(struct xc_message *message, const char *format, ...) XC_PRINTF(2, 3);
void xc_message_setv(struct xc_message *message, const char *format, va_list args);

/* Appends the message in the catalogue's language (NULL: English). A translation may
 * reorder arguments with %1$s, counting %.*s as one, or as C does with %2$.*1$s. 0 or
 * XC_ENOMEM. */
int xc_message_render(const struct xc_message *message,
                      const struct xc_catalogue *catalogue, struct xc_buffer *out);

/* Appends a message in the catalogue's language: capture and render in one step, for
 * writers whose own function takes a format. */
int xc_message_say(struct xc_buffer *out, const struct xc_catalogue *catalogue,
                   const char *format, va_list args);

/* An error: where in the user's input, what, and what to do. Lives on the caller's stack;
 * start with {0}. line and column count from 1, 0 means unknown. */
struct xc_error {
    int code;
    char file[XC_FILE_BYTES];
    unsigned line;
    unsigned column;
    struct xc_message message;
    struct xc_message hint; /* id NULL: none */
};

/* Fills *error (may be NULL) and returns code, so that callers write
 * `return xc_fail(error, XC_EINPUT, "…", …)`. Clears file, line, column and hint. */
int xc_fail(struct xc_error *error, int code, const char *format, ...) XC_PRINTF(3, 4);

/* The same at a place of the user's input; file may be empty, and is made fit to be
 * shown. */
int xc_fail_at(struct xc_error *error, int code, struct xc_str file, unsigned line,
               unsigned column, const char *format, ...) XC_PRINTF(6, 7);

/* Adds what the user can do. Returns error->code. */
int xc_hint(struct xc_error *error, const char *format, ...) XC_PRINTF(2, 3);

/* Shorthands: out of memory; a failed system call with errno's text and a hint (XC_EENV).
 * doing is one of open, read, write, make, rename, remove, lock, start: these have whole
 * sentences to translate. */
void xc_error_memory(struct xc_error *error); /* what xc_fail_memory tells */
int xc_fail_errno(struct xc_error *error, int number, const char *doing,
                  const char *path);

/* Inline, so that compilers and analysers see that it never returns XC_OK. */
static inline int xc_fail_memory(struct xc_error *error) {
    xc_error_memory(error);
    return XC_ENOMEM;
}

/* "FILE:LINE:COLUMN: message\n  hint" without a final newline, as the command line prints
 * it. */
int xc_error_render(const struct xc_error *error, const struct xc_catalogue *catalogue,
                    struct xc_buffer *out);

#endif
