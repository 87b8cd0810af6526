/* One pass over a canonical table: lines into fields, checked to the byte, and the Merkle
 * root on the way (docs/draw.md §2). */
#ifndef XC_DRAW_TABLE_H
#define XC_DRAW_TABLE_H

#include "base/digest.h"
#include "base/error.h"
#include "base/str.h"

enum { XC_TABLE_FIELDS = 6 };

struct xc_table {
    struct xc_str name; /* as errors call it */
    struct xc_str rest;
    unsigned line; /* of the fields, from 1 */
    size_t field_count;
    struct xc_str fields[XC_TABLE_FIELDS];
    struct xc_merkle tree;
};

/* field_count at most XC_TABLE_FIELDS. The hasher is borrowed. */
void xc_table_start(struct xc_table *table, const char *name, struct xc_str text,
                    size_t field_count, struct xc_hasher *hasher);

/* Lines of a text, whether or not the last one is ended. */
size_t xc_table_rows(struct xc_str text);

/* The next line's fields: clean text, none empty, the first above that of the line
 * before. False in *more behind the last. XC_EINPUT with table and line. */
int xc_table_next(struct xc_table *table, bool *more, struct xc_error *error);

/* An error at a field of the line that was read last. */
#define xc_table_fail(table, field, error, ...)                                          \
    xc_fail_at(error, XC_EINPUT, (table)->name, (table)->line,                           \
               xc_table_column(table, field), __VA_ARGS__)
unsigned xc_table_column(const struct xc_table *table, size_t field);

/* Fields of known meaning. "-" is none and leaves *value empty. */
int xc_table_number(const struct xc_table *table, size_t field, uint32_t *value,
                    struct xc_error *error);
int xc_table_id(const struct xc_table *table, size_t field, struct xc_str *value,
                struct xc_error *error);
int xc_table_set(const struct xc_table *table, size_t field, struct xc_str *value,
                 struct xc_error *error);
struct xc_str xc_table_optional(const struct xc_table *table, size_t field);

#endif
