/* Names in blanks, and what stands for them. Private to core/exchange. */
#ifndef XC_EXCHANGE_BLANK_FIELDS_H
#define XC_EXCHANGE_BLANK_FIELDS_H

#include "exchange/blank.h"
#include "exchange/xlsx_zip.h"
#include "exchange/zip_out.h"

/* Where a name is looked up: first in values, which are an element of the list of that
 * name (with its prefix) or stand for themselves (list NULL), then further out. */
struct xc_blank_scope {
    const json_t *values;
    struct xc_str list; /* empty: names without a prefix */
    const struct xc_blank_scope *outer;
};

struct xc_blank {
    struct xc_zip *zip;
    struct xc_str file;
    const json_t *data;
    struct xc_zip_out *out;
    struct xc_error *error;
};

/* The next {{name}} at or after *at: false: there is none. *from and *to are the places
 * of the braces, name is trimmed; *at goes behind it. */
bool xc_blank_next(struct xc_str text, size_t *at, size_t *from, size_t *to,
                   struct xc_str *name);

/* The value of a name; NULL: there is none. */
const json_t *xc_blank_find(const struct xc_blank_scope *scope, struct xc_str name);

/* The list that a name with a dot is of, with its name in the data; NULL: it is of none,
 * or of one whose element is in scope. */
const json_t *xc_blank_list(const struct xc_blank_scope *scope, struct xc_str name,
                            struct xc_str *list);

/* Appends a value as people read it. Lists are joined. */
void xc_blank_say(const json_t *value, struct xc_buffer *out);

/* Gives an element that is not there an empty member for a name with a dot. */
void xc_blank_forget(json_t *nothing, struct xc_str name);

/* A name that nothing stands for, in a part of the file. */
int xc_blank_unknown(const struct xc_blank *blank, const struct xc_blank_scope *scope,
                     struct xc_str name);

/* One part of the blank, filled, of a document; or as it is. */
int xc_blank_docx(const struct xc_blank *blank, const char *part);
int xc_blank_copy(const struct xc_blank *blank, const char *part);

#endif
