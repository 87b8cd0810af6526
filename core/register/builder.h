/* Private to register: what a builder holds until the build.
 *
 * Rows keep the order in which they came, in chunks that never move. Texts that repeat
 * are kept once, as numbers into interns (0: none); all other texts are references into
 * pool. */
#ifndef XC_REGISTER_BUILDER_H
#define XC_REGISTER_BUILDER_H

#include "base/buffer.h"
#include "register/memory.h"

struct xc_area_row {
    xc_ref key, name;
    uint32_t parent; /* intern */
    uint8_t level;
};

struct xc_target_row {
    xc_ref key, name, address, legal, attributes;
    uint32_t level, zone, organisation, flags, area; /* interns */
    int32_t latitude_e6, longitude_e6;               /* INT32_MIN: unknown */
    xc_date last_visit;
    uint32_t weight;
    uint16_t minutes;
    uint8_t kind, ownership, status, credit, datum, co_designated;
};

struct xc_person_row {
    xc_ref key, name, certificate, attributes;
    uint32_t unit, department, crew, specialties, area; /* interns */
    uint32_t roles, per_day, max_visits;
    xc_date certificate_until;
    uint8_t pool, status;
};

struct xc_absence_row {
    xc_ref key;              /* person:from:to:half */
    uint32_t person, reason; /* interns */
    xc_date from, to;
    uint8_t half;
};

struct xc_relation_row {
    xc_ref key; /* person:target|organisation|area:VALUE */
    uint32_t person, target, organisation, area, reason; /* interns */
    xc_date until;
};

enum { XC_CHUNK_ROWS = 4096 };

/* The rows of one table. Every row structure starts with its key. */
struct xc_rows {
    char **chunks; /* owned */
    size_t chunk_count, chunk_capacity;
    size_t row_bytes;
    uint32_t count;
    uint32_t max;
    bool ascending;  /* keys so far came in order: then slots is not needed for duplicates
                      */
    uint64_t *slots; /* owned; hash << 32 | row + 1; NULL while ascending */
    size_t slot_count; /* a power of two */
};

static inline void *xc_rows_at(const struct xc_rows *rows, uint32_t row) {
    return rows->chunks[row / XC_CHUNK_ROWS] + row % XC_CHUNK_ROWS * rows->row_bytes;
}

static inline xc_ref xc_rows_key(const struct xc_rows *rows, uint32_t row) {
    return *(const xc_ref *)xc_rows_at(rows, row);
}

struct xc_intern {
    xc_ref text;  /* in the builder's pool */
    xc_ref final; /* in the register's pool, once built */
    bool shown;   /* stands in a column as text, not only as a name of another row */
};

struct xc_interns {
    struct xc_intern *list; /* owned; [0] is the empty text */
    uint32_t count, capacity;
    uint64_t *slots; /* owned */
    size_t slot_count;
};

struct xc_register_builder {
    struct xc_pool pool;
    struct xc_interns interns;
    struct xc_rows tables[XC_TABLE_COUNT];
    struct xc_buffer scratch; /* cleaned texts of one row */
    struct xc_buffer key;     /* composed key of one row */
};

/* Forgets everything but the builder itself. */
void xc_builder_clear(struct xc_register_builder *b);

/* Room for one more row with texts of so many bytes in so many cells: afterwards the
 * functions below cannot fail. */
int xc_builder_reserve(struct xc_register_builder *b, enum xc_table table, size_t bytes,
                       size_t cells, struct xc_error *error);

/* 0: the key is free (and stays so until the next append); XC_EINPUT without a message: a
 * row has it; or XC_ENOMEM. */
int xc_builder_claim(struct xc_register_builder *b, enum xc_table table,
                     struct xc_str key, struct xc_error *error);

/* A new zeroed row with its key copied. */
void *xc_builder_append(struct xc_register_builder *b, enum xc_table table,
                        struct xc_str key);

uint32_t xc_builder_intern(struct xc_register_builder *b, struct xc_str text, bool shown);

/* Row numbers in the order of their keys as bytes; count elements, owned by the caller.
 * NULL: no memory. */
uint32_t *xc_builder_order(const struct xc_register_builder *b, enum xc_table table);

#endif
