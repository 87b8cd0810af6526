/* A view of bytes: pointer and length, never owned, not NUL-terminated.
 *
 * Text inside the program is UTF-8 (checked at the door by utf8.h); a view may also hold
 * raw file bytes. An absent value is the empty view (len 0). */
#ifndef XC_BASE_STR_H
#define XC_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct xc_str {
    const char *ptr;
    size_t len;
};

/* A view of a string literal. */
#define XC_STR(literal) ((struct xc_str){"" literal, sizeof(literal) - 1})

/* The same for a static initialiser. */
#define XC_STR_INIT(literal)                                                             \
    { "" literal, sizeof(literal) - 1 }

/* printf("%.*s", XC_PRI(s)) */
#define XC_PRI(s) (int)(s).len, (s).ptr

/* A view of a NUL-terminated string; NULL gives the empty view. */
struct xc_str xc_str_from(const char *text);

bool xc_str_equal(struct xc_str a, struct xc_str b);

/* Order by bytes, the shorter first where one is a prefix: <0, 0, >0. */
int xc_str_compare(struct xc_str a, struct xc_str b);

/* True where a equals the NUL-terminated text. */
bool xc_str_is(struct xc_str a, const char *text);

bool xc_str_starts(struct xc_str text, struct xc_str prefix);
bool xc_str_ends(struct xc_str text, struct xc_str suffix);

/* First position of the bytes of part in text, or -1. An empty part is at 0. */
ptrdiff_t xc_str_find(struct xc_str text, struct xc_str part);

/* From byte start, at most len bytes; clamped to the text. */
struct xc_str xc_str_slice(struct xc_str text, size_t start, size_t len);

/* Without leading and trailing white space: ASCII, U+00A0, U+3000, U+FEFF. */
struct xc_str xc_str_trim(struct xc_str text);

/* Cuts *rest at the first separator: returns the part before it and leaves the part after
 * it in *rest. Without a separator returns all and leaves *rest empty with ptr NULL; call
 * again only while rest->ptr is not NULL. */
struct xc_str xc_str_cut(struct xc_str *rest, char separator);

/* Decimal digits only, no sign, the whole view, value ≤ max: true and *value. Leading
 * zeros are allowed. */
bool xc_str_to_uint(struct xc_str text, uint64_t max, uint64_t *value);

/* FNV-1a, 64 bits: for hash tables only, never for anything that shows in output. */
uint64_t xc_str_hash(struct xc_str text);

/* Where the text stands among texts that ascend as bytes; -1: it is none of them. */
ptrdiff_t xc_str_place(const struct xc_str *texts, size_t count, struct xc_str text);

/* Among count things of a size, ascending as bytes by the text of each: the first whose
 * text does not come before this one; count: all come before it. */
size_t xc_str_first(const void *things, size_t count, size_t size,
                    struct xc_str (*text_of)(const void *thing), struct xc_str text);

/* Whether one of the texts, ascending as bytes, is this one. */
bool xc_str_listed(const struct xc_str *texts, size_t count, struct xc_str text);

#endif
