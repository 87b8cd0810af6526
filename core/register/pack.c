#include "register/pack.h"

#include "base/pack.h"
#include "register/builder.h"

#include <stdlib.h>

/* About as many rows in a piece as lines in the store's chunks. */
enum { CUT_SHIFT = 54, PIECE_ROWS = 8192 };

/* What stands before a text that repeats. */
enum { NONE = 0, NEW = 1, KNOWN = 2 };

enum { REPEATED = 5, WRITTEN = 5 };

/* ---- Packing ---- */

/* Equal texts have equal references and areas are rows: nothing needs to be compared. */
struct numbers {
    uint32_t *known; /* by reference or row: of all pieces, from 1 on; owned */
    uint32_t room;
};

struct xc_register_packer {
    const struct xc_register *reg;
    struct numbers texts, areas;
    uint32_t count; /* that were written out in all pieces */
    uint32_t first; /* of this piece */
};

struct xc_register_packer *xc_register_packer_new(const struct xc_register *reg) {
    struct xc_register_packer *packer = calloc(1, sizeof *packer);
    if (!packer)
        return NULL;
    packer->reg = reg;
    packer->texts.room = (uint32_t)reg->memory->interned_end + 1;
    packer->areas.room = reg->areas.count + 1;
    packer->texts.known = calloc(packer->texts.room, sizeof *packer->texts.known);
    packer->areas.known = calloc(packer->areas.room, sizeof *packer->areas.known);
    if (!packer->texts.known || !packer->areas.known) {
        xc_register_packer_free(packer);
        return NULL;
    }
    return packer;
}

void xc_register_packer_free(struct xc_register_packer *packer) {
    if (packer) {
        free(packer->texts.known);
        free(packer->areas.known);
        free(packer);
    }
}

static void put_repeated(struct xc_register_packer *packer, struct numbers *numbers,
                         uint32_t at, struct xc_str text, struct xc_buffer *out) {
    uint32_t *known = &numbers->known[at];
    if (*known > packer->first) {
        xc_pack_number(out, (uint64_t)KNOWN + *known - packer->first - 1);
        return;
    }
    *known = ++packer->count;
    xc_pack_number(out, NEW);
    xc_pack_text(out, text);
}

static void put_ref(struct xc_register_packer *packer, xc_ref ref,
                    struct xc_buffer *out) {
    if (ref == 0)
        xc_pack_number(out, NONE);
    else
        put_repeated(packer, &packer->texts, ref, xc_register_text(packer->reg, ref),
                     out);
}

static void put_area(struct xc_register_packer *packer, uint32_t area,
                     struct xc_buffer *out) {
    const struct xc_register *reg = packer->reg;
    if (area == XC_NO_ROW)
        xc_pack_number(out, NONE);
    else
        put_repeated(packer, &packer->areas, area,
                     xc_register_text(reg, reg->areas.code[area]), out);
}

static void put_row(struct xc_register_packer *packer, uint32_t row,
                    struct xc_buffer *out) {
    const struct xc_register *reg = packer->reg;
    const struct xc_targets *t = &reg->targets;
    xc_pack_text(out, xc_register_text(reg, t->id[row]));
    xc_pack_text(out, xc_register_text(reg, t->name[row]));
    xc_pack_text(out, xc_register_text(reg, t->address[row]));
    xc_pack_text(out, xc_register_text(reg, t->legal[row]));
    xc_pack_text(out, xc_register_text(reg, t->attributes[row]));
    put_ref(packer, t->level[row], out);
    put_ref(packer, t->zone[row], out);
    put_ref(packer, t->organisation[row], out);
    put_ref(packer, t->flags[row], out);
    put_area(packer, t->area[row], out);
    xc_pack_number(out, t->kind[row]);
    xc_pack_number(out, t->ownership[row]);
    xc_pack_number(out, t->status[row]);
    xc_pack_number(out, t->credit[row]);
    xc_pack_number(out, t->datum[row]);
    xc_pack_number(out, t->co_designated[row]);
    xc_pack_number(out, t->weight[row]);
    xc_pack_number(out, t->minutes[row]);
    xc_pack_number(out, t->latitude_e6[row] != INT32_MIN);
    if (t->latitude_e6[row] != INT32_MIN) {
        xc_pack_signed(out, t->latitude_e6[row]);
        xc_pack_signed(out, t->longitude_e6[row]);
    }
    xc_pack_number(out, t->last_visit[row] != XC_NO_DATE);
    if (t->last_visit[row] != XC_NO_DATE)
        xc_pack_signed(out, t->last_visit[row]);
}

uint32_t xc_register_pack(struct xc_register_packer *packer, uint32_t row,
                          struct xc_buffer *out) {
    const struct xc_targets *t = &packer->reg->targets;
    uint32_t end = row;
    bool cut = false;
    packer->first = packer->count;
    while (end < t->count && end - row < PIECE_ROWS && !cut) {
        put_row(packer, end, out);
        uint64_t hash = xc_str_hash(xc_register_text(packer->reg, t->id[end]));
        cut = (hash * UINT64_C(0x9E3779B97F4A7C15)) >> CUT_SHIFT == 0;
        end++;
    }
    return end;
}

/* ---- Unpacking ---- */

struct unpacking {
    struct xc_register_builder *b;
    struct xc_unpack in;
    struct xc_str *texts; /* of this piece that repeat; owned */
    uint32_t *interns;    /* of them; owned */
    size_t count, room;
    struct xc_error *error;
};

/* Room for the texts that one row may bring. */
static bool grow(struct unpacking *all) {
    if (all->count + REPEATED > all->room) {
        size_t room = all->room ? all->room * 2 : 256;
        struct xc_str *texts = realloc(all->texts, room * sizeof *texts);
        all->texts = texts ? texts : all->texts;
        uint32_t *interns = realloc(all->interns, room * sizeof *interns);
        all->interns = interns ? interns : all->interns;
        if (!texts || !interns)
            return false;
        all->room = room;
    }
    return true;
}

/* The place of a text that repeats; UINT32_MAX: it is empty. A new one has no intern
 * yet. */
static uint32_t get_repeated(struct unpacking *all) {
    uint64_t number = xc_unpack_number(&all->in);
    if (number == NEW) {
        all->texts[all->count] = xc_unpack_text(&all->in);
        all->interns[all->count] = 0;
        return (uint32_t)all->count++;
    }
    if (number >= KNOWN && number - KNOWN >= all->count) {
        xc_unpack_refuse(&all->in);
        number = NONE;
    }
    return number == NONE ? UINT32_MAX : (uint32_t)(number - KNOWN);
}

/* Precondition: there is room. */
static uint32_t intern(struct unpacking *all, uint32_t place, bool shown) {
    if (place == UINT32_MAX)
        return 0;
    if (all->interns[place] == 0)
        all->interns[place] = xc_builder_intern(all->b, all->texts[place], shown);
    return all->interns[place];
}

static void get_numbers(struct xc_unpack *in, struct xc_target_row *row) {
    row->kind = (uint8_t)xc_unpack_small(in, XC_KIND_COUNT - 1);
    row->ownership = (uint8_t)xc_unpack_small(in, XC_OWNERSHIP_COUNT - 1);
    row->status = (uint8_t)xc_unpack_small(in, XC_STATUS_COUNT - 1);
    row->credit = (uint8_t)xc_unpack_small(in, XC_CREDIT_COUNT - 1);
    row->datum = (uint8_t)xc_unpack_small(in, XC_DATUM_COUNT - 1);
    row->co_designated = (uint8_t)xc_unpack_small(in, 1);
    row->weight = xc_unpack_small(in, XC_MAX_WEIGHT);
    row->minutes = (uint16_t)xc_unpack_small(in, XC_MAX_VISIT_MINUTES);
    row->latitude_e6 = row->longitude_e6 = INT32_MIN;
    row->last_visit = XC_NO_DATE;
    if (xc_unpack_small(in, 1) == 1) {
        row->latitude_e6 = (int32_t)xc_unpack_signed(in);
        row->longitude_e6 = (int32_t)xc_unpack_signed(in);
    }
    if (xc_unpack_small(in, 1) == 1)
        row->last_visit = (xc_date)xc_unpack_signed(in);
}

static int get_row(struct unpacking *all) {
    struct xc_str texts[WRITTEN];
    uint32_t places[REPEATED];
    struct xc_target_row row = {0};
    size_t bytes = 0;
    if (!grow(all))
        return xc_fail_memory(all->error);
    for (size_t i = 0; i < WRITTEN; i++) {
        texts[i] = xc_unpack_text(&all->in);
        bytes += xc_pool_room(texts[i].len);
    }
    for (size_t i = 0; i < REPEATED; i++) {
        places[i] = get_repeated(all);
        bytes += places[i] != UINT32_MAX ? xc_pool_room(all->texts[places[i]].len) : 0;
    }
    get_numbers(&all->in, &row);
    if (all->in.odd || texts[0].len == 0 || bytes > XC_POOL_TEXT_MAX)
        return XC_EINPUT;
    int code = xc_builder_reserve(all->b, XC_TABLE_TARGETS, bytes, REPEATED, all->error);
    if (code != 0)
        return code;
    struct xc_target_row *to = xc_builder_append(all->b, XC_TABLE_TARGETS, texts[0]);
    row.key = to->key;
    row.name = xc_pool_put(&all->b->pool, texts[1]);
    row.address = xc_pool_put(&all->b->pool, texts[2]);
    row.legal = xc_pool_put(&all->b->pool, texts[3]);
    row.attributes = xc_pool_put(&all->b->pool, texts[4]);
    row.level = intern(all, places[0], true);
    row.zone = intern(all, places[1], true);
    row.organisation = intern(all, places[2], true);
    row.flags = intern(all, places[3], true);
    row.area = intern(all, places[4], false);
    *to = row;
    return 0;
}

int xc_register_add_packed(struct xc_register_builder *b, struct xc_str piece,
                           struct xc_error *error) {
    struct unpacking all = {.b = b, .in = xc_unpack_from(piece), .error = error};
    int code = 0;
    while (code == 0 && xc_unpack_more(&all.in))
        code = get_row(&all);
    if (code == 0 && !b->tables[XC_TABLE_TARGETS].ascending)
        code = XC_EINPUT;
    free(all.texts);
    free(all.interns);
    return code;
}
