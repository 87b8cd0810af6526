/* Answers of commands that read: kept until the workspace changes, a minute at most, so
 * that a page which many look at costs one command; those who ask the same at the same
 * time wait for one. Private to core/serve. */
#ifndef XC_SERVE_ANSWERS_H
#define XC_SERVE_ANSWERS_H

#include "serve/site.h"

/* What a command said, as an answer. */
struct xc_answer {
    int status;                  /* of HTTP */
    struct xc_http_blob *plain;  /* JSON */
    struct xc_http_blob *packed; /* gzipped; NULL: not worth it */
    char tag[40];                /* ETag of plain, with quotes */
    /* Where the items of its list begin and end in plain; NULL: it was not asked for, or
     * there is none. */
    const struct xc_str *items;
    size_t item_count;
};

struct xc_answers *xc_answers_new(struct xc_site *site); /* NULL: no memory */
void xc_answers_free(struct xc_answers *answers);        /* NULL is fine */

/* Runs the command, unless its answer is kept, and calls found on the loop, at once or
 * later, always once. list: as of struct xc_operation. The answer is only there during
 * the call, its blobs as long as they are kept. XC_EENV, XC_ENOMEM: found is not called.
 */
int xc_answers_ask(struct xc_site *site, const char *const *words, size_t count,
                   const char *list,
                   void (*found)(void *context, const struct xc_answer *answer),
                   void *context, struct xc_error *error);

/* How many are kept. */
size_t xc_answers_kept(const struct xc_answers *answers);

/* The answer's status for a command that ended, and what it said as JSON in out: its
 * output, or {"error":…} with the output as "answer". reads: nothing found is 404. */
int xc_answers_judge(struct xc_run_result *result, bool reads, struct xc_buffer *out);

/* Where the items of a JSON list lie: of the text's whole (list ""), or of a member of
 * it. In an array of the caller's (free), NULL: none. */
struct xc_str *xc_answers_items(struct xc_str text, const char *list, size_t *count);

#endif
