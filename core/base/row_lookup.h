/* Which row a text belongs to, for many questions: texts are hashed, whoever asks
 * compares. Answers depend on the texts alone; nothing is ever listed in its order. */
#ifndef XC_BASE_ROW_LOOKUP_H
#define XC_BASE_ROW_LOOKUP_H

#include "base/arena.h"
#include "base/prefetch.h"
#include "base/str.h"

#include <stdint.h>

struct xc_row_lookup {
    uint64_t *slots; /* hash << 32 | row + 1; 0: empty. In the arena given */
    uint32_t mask;   /* slots − 1, slots a power of two */
};

/* A question: where the search for a text stands. */
struct xc_row_lookup_probe {
    uint32_t hash;
    uint32_t at;
};

/* Room for count rows, at most 2^30. 0 or XC_ENOMEM. */
int xc_row_lookup_make(struct xc_row_lookup *lookup, struct xc_arena *arena,
                       uint32_t count);
void xc_row_lookup_add(struct xc_row_lookup *lookup, struct xc_str text, uint32_t row);

struct xc_row_lookup_probe xc_row_lookup_ask(const struct xc_row_lookup *lookup,
                                             struct xc_str text);
/* The next row whose text may be the one asked for; UINT32_MAX: no more. */
uint32_t xc_row_lookup_next(const struct xc_row_lookup *lookup,
                            struct xc_row_lookup_probe *probe);

/* Many texts at once, which is several times as fast where all of them do not fit into
 * the processor's cache. The rows 0 … count − 1 have these texts, each another one. */
void xc_row_lookup_add_all(struct xc_row_lookup *lookup, const struct xc_str *texts,
                           uint32_t count);

/* rows[i]: the row that has the text which `asked` gives for i; UINT32_MAX: none has.
 * texts: as they were added. */
void xc_row_lookup_find_all(const struct xc_row_lookup *lookup,
                            const struct xc_str *texts,
                            struct xc_str (*asked)(const void *context, size_t i),
                            const void *context, size_t count, uint32_t *rows);

static inline void xc_row_lookup_prefetch(const struct xc_row_lookup *lookup,
                                          const struct xc_row_lookup_probe *probe) {
    xc_prefetch(&lookup->slots[probe->at]);
}

#endif
