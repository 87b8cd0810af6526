/* What the files that make a command line share: line.c words, line_values.c what the
 * request says, line_files.c files that come and go. */
#ifndef XC_SERVE_LINE_INTERNAL_H
#define XC_SERVE_LINE_INTERNAL_H

#include "register/json.h"
#include "serve/line.h"
#include "serve/shape.h"

enum { XC_LINE_VALUE = 8192, XC_LINE_NAME = 64, XC_LINE_OPERANDS = 256 };

struct xc_making {
    struct xc_site *site;
    struct xc_http_exchange *exchange;
    struct xc_arena *arena;
    const struct xc_operation *operation;
    const json_t *document;
    struct xc_line *line;
    const char *operands[XC_LINE_OPERANDS];
    size_t operand_count;
    const char *file;    /* the word for the file that the body is */
    const char *output;  /* the option that says where the command writes */
    const char *plugins; /* folder, of the policy that the command is given; NULL */
    struct xc_error *error;
};

/* In the arena; NULL: no memory. */
const char *xc_line_joined(struct xc_making *making, const char *head, const char *middle,
                           const char *tail);

/* The operation's parameters, and the schema of its body (NULL: it has none). */
const json_t *xc_line_parameter(const struct xc_making *making, size_t index);
size_t xc_line_parameters(const struct xc_making *making);
const json_t *xc_line_body(const struct xc_making *making);

/* Calls each for all parameters and all properties of the body, by name, until one fails.
 */
int xc_line_each(struct xc_making *making,
                 int (*each)(struct xc_making *making, const char *name,
                             const json_t *spec));

/* Takes path, query and body into line->values; refuses what is not known. */
int xc_line_values(struct xc_making *making, const struct xc_str *path_values);

/* Values that stand for files and policies become words; the file that the body is and
 * where the command writes get their places. */
int xc_line_files(struct xc_making *making);

#endif
