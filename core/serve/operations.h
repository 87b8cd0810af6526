/* The operations: the OpenAPI document, put together from the files of one folder, as the
 * table that the server executes (docs/server.md). Private to core/serve. */
#ifndef XC_SERVE_OPERATIONS_H
#define XC_SERVE_OPERATIONS_H

#include "serve/site.h"

enum { XC_OPERATION_PARTS = 8 };

struct xc_operation {
    enum xc_http_method method;
    const char *id;      /* operationId */
    const char *pattern; /* "/api/v1/visits/{visit}": what logs call it */
    struct xc_str parts[XC_OPERATION_PARTS]; /* of the pattern below /api/v1 */
    size_t part_count;
    const json_t *spec; /* of the document */
    enum xc_lane lane;
    bool open;          /* nobody has to be signed in */
    const char *page;   /* name of the property that is a list; "": the whole is; NULL: no
                           pages */
    const char *type;   /* of what it answers */
    uint64_t body_most; /* bytes */
    bool file;          /* the body is a file */
    const json_t *output;
};

/* XC_EINPUT: a file is no JSON, or an operation is not written as docs/server.md says.
 * folder NULL: no operations. */
int xc_operations_load(const char *folder, struct xc_operations **operations,
                       struct xc_error *error);
void xc_operations_free(struct xc_operations *operations); /* NULL is fine */

/* The whole document, and it as text. */
const json_t *xc_operations_document(const struct xc_operations *operations);
struct xc_http_blob *xc_operations_text(const struct xc_operations *operations);

/* The operation of a path below /api/v1 (still percent-encoded), with what stands for the
 * parameters of its path, in their order. *known: there is one, maybe of another method.
 */
const struct xc_operation *xc_operations_find(const struct xc_operations *operations,
                                              enum xc_http_method method,
                                              struct xc_str path,
                                              struct xc_str values[XC_OPERATION_PARTS],
                                              bool *known);

/* perform.c: all below /api/v1 */
extern const struct xc_route xc_operations_routes[];

#endif
