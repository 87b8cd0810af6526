#include "register/builder.h"

#include <stdlib.h>
#include <string.h>

static const size_t row_bytes[XC_TABLE_COUNT] = {
    [XC_TABLE_AREAS] = sizeof(struct xc_area_row),
    [XC_TABLE_TARGETS] = sizeof(struct xc_target_row),
    [XC_TABLE_PEOPLE] = sizeof(struct xc_person_row),
    [XC_TABLE_ABSENCES] = sizeof(struct xc_absence_row),
    [XC_TABLE_RELATIONS] = sizeof(struct xc_relation_row),
};

/* Absences and relations have no limit of their own; a few per person are usual. */
static const uint32_t row_limit[XC_TABLE_COUNT] = {
    [XC_TABLE_AREAS] = XC_MAX_AREAS,   [XC_TABLE_TARGETS] = XC_MAX_TARGETS,
    [XC_TABLE_PEOPLE] = XC_MAX_PEOPLE, [XC_TABLE_ABSENCES] = 2000000,
    [XC_TABLE_RELATIONS] = 2000000,
};

static void clear_rows(struct xc_rows *rows, enum xc_table table) {
    for (size_t i = 0; i < rows->chunk_count; i++)
        free(rows->chunks[i]);
    free(rows->chunks);
    free(rows->slots);
    *rows = (struct xc_rows){
        .row_bytes = row_bytes[table], .max = row_limit[table], .ascending = true};
}

void xc_builder_clear(struct xc_register_builder *b) {
    for (unsigned table = 0; table < XC_TABLE_COUNT; table++)
        clear_rows(&b->tables[table], (enum xc_table)table);
    xc_pool_free(&b->pool);
    free(b->interns.list);
    free(b->interns.slots);
    b->interns = (struct xc_interns){0};
    xc_buffer_free(&b->scratch);
    xc_buffer_free(&b->key);
}

struct xc_register_builder *xc_register_builder_new(void) {
    struct xc_register_builder *b = calloc(1, sizeof(*b));
    if (b == NULL)
        return NULL;
    b->scratch = xc_buffer_make((size_t)16 << 20);
    b->key = xc_buffer_make((size_t)1 << 20);
    xc_builder_clear(b);
    return b;
}

void xc_register_builder_free(struct xc_register_builder *builder) {
    if (builder == NULL)
        return;
    xc_builder_clear(builder);
    free(builder);
}

/* ---- Hash tables: open addressing, at most three quarters full ---- */

static uint32_t short_hash(struct xc_str text) {
    uint64_t hash = xc_str_hash(text);
    return (uint32_t)(hash ^ (hash >> 32));
}

static void put_slot(uint64_t *slots, size_t slot_count, uint32_t hash, uint32_t number) {
    size_t at = hash & (slot_count - 1);
    while (slots[at] != 0)
        at = (at + 1) & (slot_count - 1);
    slots[at] = (uint64_t)hash << 32 | number;
}

/* Room for count + 1 entries; 0 or XC_ENOMEM, the table unchanged. */
static int grow_slots(uint64_t **slots, size_t *slot_count, size_t count) {
    if (*slots != NULL && (count + 1) * 4 <= *slot_count * 3)
        return 0;
    size_t larger = *slot_count == 0 ? 64 : *slot_count;
    while ((count + 1) * 4 > larger * 3)
        larger *= 2;
    uint64_t *fresh = calloc(larger, sizeof(*fresh));
    if (fresh == NULL)
        return XC_ENOMEM;
    for (size_t i = 0; i < *slot_count; i++)
        if (*slots != NULL && (*slots)[i] != 0)
            put_slot(fresh, larger, (uint32_t)((*slots)[i] >> 32), (uint32_t)(*slots)[i]);
    free(*slots);
    *slots = fresh;
    *slot_count = larger;
    return 0;
}

/* ---- Rows ---- */

static int grow_chunks(struct xc_rows *rows) {
    if (rows->count < rows->chunk_count * XC_CHUNK_ROWS)
        return 0;
    if (rows->chunk_count == rows->chunk_capacity) {
        size_t capacity = rows->chunk_capacity == 0 ? 16 : rows->chunk_capacity * 2;
        char **chunks = realloc(rows->chunks, capacity * sizeof(*chunks));
        if (chunks == NULL)
            return XC_ENOMEM;
        rows->chunks = chunks;
        rows->chunk_capacity = capacity;
    }
    char *chunk = calloc(XC_CHUNK_ROWS, rows->row_bytes);
    if (chunk == NULL)
        return XC_ENOMEM;
    rows->chunks[rows->chunk_count++] = chunk;
    return 0;
}

/* The index of keys, made when the first key comes out of order. */
static int index_rows(struct xc_register_builder *b, struct xc_rows *rows) {
    if (rows->slots != NULL)
        return grow_slots(&rows->slots, &rows->slot_count, rows->count);
    int code = grow_slots(&rows->slots, &rows->slot_count, rows->count);
    for (uint32_t row = 0; code == 0 && row < rows->count; row++)
        put_slot(rows->slots, rows->slot_count,
                 short_hash(xc_pool_text(&b->pool, xc_rows_key(rows, row))), row + 1);
    return code;
}

static bool in_order(const struct xc_register_builder *b, const struct xc_rows *rows,
                     struct xc_str key) {
    return rows->ascending &&
           (rows->count == 0 ||
            xc_str_compare(xc_pool_text(&b->pool, xc_rows_key(rows, rows->count - 1)),
                           key) < 0);
}

static int grow_interns(struct xc_interns *interns, size_t more) {
    if (interns->count + more > interns->capacity) {
        uint32_t capacity =
            interns->capacity + interns->capacity / 2 + 64 + (uint32_t)more;
        struct xc_intern *list = realloc(interns->list, capacity * sizeof(*list));
        if (list == NULL)
            return XC_ENOMEM;
        if (interns->count == 0)
            list[interns->count++] = (struct xc_intern){0};
        interns->list = list;
        interns->capacity = capacity;
    }
    return grow_slots(&interns->slots, &interns->slot_count, interns->count + more);
}

int xc_builder_reserve(struct xc_register_builder *b, enum xc_table table, size_t bytes,
                       size_t cells, struct xc_error *error) {
    struct xc_rows *rows = &b->tables[table];
    if (rows->count >= rows->max)
        return xc_fail(error, XC_EINPUT, "%s: more than %lu rows are not supported",
                       xc_table_name(table), (unsigned long)rows->max);
    if ((b->pool.bytes == NULL && xc_pool_start(&b->pool, 4096) != 0) ||
        xc_pool_reserve(&b->pool, xc_pool_room(bytes) + cells * xc_pool_room(0)) != 0 ||
        grow_chunks(rows) != 0 || grow_interns(&b->interns, cells + 1) != 0)
        return xc_fail_memory(error);
    return 0;
}

/* True where a row of the table has the key. */
static bool has_key(const struct xc_register_builder *b, enum xc_table table,
                    struct xc_str key) {
    const struct xc_rows *rows = &b->tables[table];
    if (rows->slots == NULL) {
        uint32_t low = 0;
        uint32_t high = rows->count;
        while (low < high) {
            uint32_t middle = low + (high - low) / 2;
            int order =
                xc_str_compare(xc_pool_text(&b->pool, xc_rows_key(rows, middle)), key);
            if (order == 0)
                return true;
            if (order < 0)
                low = middle + 1;
            else
                high = middle;
        }
        return false;
    }
    uint32_t hash = short_hash(key);
    size_t mask = rows->slot_count - 1;
    for (size_t at = hash & mask; rows->slots[at] != 0; at = (at + 1) & mask) {
        if ((uint32_t)(rows->slots[at] >> 32) != hash)
            continue;
        uint32_t row = (uint32_t)rows->slots[at] - 1;
        if (xc_str_equal(xc_pool_text(&b->pool, xc_rows_key(rows, row)), key))
            return true;
    }
    return false;
}

int xc_builder_claim(struct xc_register_builder *b, enum xc_table table,
                     struct xc_str key, struct xc_error *error) {
    struct xc_rows *rows = &b->tables[table];
    if (rows->slots == NULL && in_order(b, rows, key))
        return 0;
    if (index_rows(b, rows) != 0)
        return xc_fail_memory(error);
    return has_key(b, table, key) ? XC_EINPUT : 0;
}

void *xc_builder_append(struct xc_register_builder *b, enum xc_table table,
                        struct xc_str key) {
    struct xc_rows *rows = &b->tables[table];
    rows->ascending = in_order(b, rows, key);
    uint32_t number = rows->count++;
    void *row = xc_rows_at(rows, number);
    xc_ref ref = xc_pool_put(&b->pool, key);
    memcpy(row, &ref, sizeof(ref));
    if (rows->slots != NULL)
        put_slot(rows->slots, rows->slot_count, short_hash(key), number + 1);
    return row;
}

uint32_t xc_builder_intern(struct xc_register_builder *b, struct xc_str text,
                           bool shown) {
    struct xc_interns *interns = &b->interns;
    if (text.len == 0)
        return 0;
    uint32_t hash = short_hash(text);
    size_t mask = interns->slot_count - 1;
    for (size_t at = hash & mask; interns->slots[at] != 0; at = (at + 1) & mask) {
        if ((uint32_t)(interns->slots[at] >> 32) != hash)
            continue;
        uint32_t number = (uint32_t)interns->slots[at];
        struct xc_intern *known = &interns->list[number];
        if (xc_str_equal(xc_pool_text(&b->pool, known->text), text)) {
            known->shown = known->shown || shown;
            return number;
        }
    }
    uint32_t number = interns->count++;
    interns->list[number] =
        (struct xc_intern){.text = xc_pool_put(&b->pool, text), .shown = shown};
    put_slot(interns->slots, interns->slot_count, hash, number);
    return number;
}
