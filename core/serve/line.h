/* The command line of a request: what its operation maps parameters and body to
 * (docs/server.md). Private to core/serve. */
#ifndef XC_SERVE_LINE_H
#define XC_SERVE_LINE_H

#include "serve/asker.h"
#include "serve/operations.h"

/* A file that a request brings. */
struct xc_line_file {
    const char *path;
    struct xc_str
        bytes;   /* as they came; lives as long as the exchange or line->brought */
    bool base64; /* they are written in base64 */
};

struct xc_line {
    const char *words[XC_RUN_WORDS];
    size_t count;
    /* What has to be there before the command runs; folder NULL: nothing. */
    const char *folder; /* private: the command runs in it */
    struct xc_line_file *files;
    size_t file_count;
    /* What the command writes; NULL: nothing. */
    const char *out; /* a folder in that one, made before it runs */
    json_t *values;  /* of all parameters and properties, by name; owned */
    json_t *brought; /* the properties that are files, as they came; owned */
};

/* Fills line for the request; texts live in the arena, in line->values or ->brought.
 * Refusals as of XC_EUSAGE: a parameter or property is missing, wrong or not known. */
int xc_line_make(struct xc_site *site, struct xc_http_exchange *exchange,
                 const struct xc_operation *operation,
                 const struct xc_str path_values[XC_OPERATION_PARTS],
                 const struct xc_asker_person *person, struct xc_arena *arena,
                 struct xc_line *line, struct xc_error *error);
void xc_line_free(struct xc_line *line);

#endif
