/* Reading and writing the texts of the ledger, line by line. */
#ifndef XC_DRAW_LINES_H
#define XC_DRAW_LINES_H

#include "draw/commit.h"

struct xc_lines {
    struct xc_str rest;
    unsigned line;    /* read last, from 1 */
    const char *name; /* as errors call the text */
    struct xc_error *error;
};

#define xc_lines_fail(lines, ...)                                                        \
    xc_fail_at((lines)->error, XC_EINPUT, xc_str_from((lines)->name), (lines)->line, 0,  \
               __VA_ARGS__)

/* Starts a text whose first line has to be `format`. */
int xc_lines_start(struct xc_lines *lines, const char *name, const char *format,
                   struct xc_str text, struct xc_error *error);

/* The next line: clean text, not empty, ended by LF. */
int xc_lines_next(struct xc_lines *lines, struct xc_str *line);

/* Nothing may follow. */
int xc_lines_end(struct xc_lines *lines);

/* Lines of known meaning. */
int xc_lines_draw_id(struct xc_lines *lines, struct xc_str *id);
int xc_lines_digest(struct xc_lines *lines, struct xc_digest *digest);
int xc_lines_optional(struct xc_lines *lines, bool *has, struct xc_digest *digest);
int xc_lines_beacons(struct xc_lines *lines, struct xc_beacon_name *names, size_t *count);

/* Appends the names joined by " + " and LF; refuses what could not be read back. */
int xc_lines_put_beacons(const struct xc_beacon_name *names, size_t count,
                         struct xc_buffer *out, struct xc_error *error);
void xc_lines_put_digest(const struct xc_digest *digest, struct xc_buffer *out);

/* The digest, or "-" for NULL, and LF. */
void xc_lines_put_optional(const struct xc_digest *digest, struct xc_buffer *out);

/* SHA-256(head ‖ a ‖ SHA-256(value) of each beacon ‖ code): both kinds of seed. Checks
 * that names and values are those of `names`, and the code against its commitment. */
struct xc_lines_seed {
    struct xc_str head;
    const struct xc_digest *first;
    const struct xc_digest *second; /* NULL: none */
    const struct xc_beacon_name *names;
    size_t name_count;
    bool sealed;
    const struct xc_digest *commitment;
};
int xc_lines_seed(const struct xc_lines_seed *what, const struct xc_beacon *beacons,
                  size_t count, struct xc_str code, struct xc_digest *seed,
                  struct xc_error *error);

#endif
