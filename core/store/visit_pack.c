#include "store/visit_pack.h"

#include "base/pack.h"
#include "store/keys.h"

#include <stdlib.h>

enum {
    PIECE_BYTES = 1 << 28, /* at most; pieces are cut at far fewer */
    LIST_BYTES = 1 << 24,
    MOST_LISTED = 256, /* as in visit_line.h */
    DAY_END = 24 * 60
};

/* What stands before something that is written out; numbers of known ones follow it. */
enum { NEW = 0, KNOWN = 1 };

/* ---- Packing ---- */

struct xc_visit_packer {
    struct xc_buffer piece, list;
    struct xc_keys *texts, *seats, *tasks; /* owned; numbers from 0 on */
    uint64_t text_count, seats_count, tasks_count;
    xc_date date;       /* of the visit before */
    xc_instant changed; /* of it, too */
};

struct xc_visit_packer *xc_visit_packer_new(void) {
    struct xc_visit_packer *packer = calloc(1, sizeof *packer);
    if (packer) {
        packer->piece = xc_buffer_make(PIECE_BYTES);
        packer->list = xc_buffer_make(LIST_BYTES);
        packer->texts = xc_keys_new();
        packer->seats = xc_keys_new();
        packer->tasks = xc_keys_new();
        if (!packer->texts || !packer->seats || !packer->tasks) {
            xc_visit_packer_free(packer);
            packer = NULL;
        }
    }
    return packer;
}

void xc_visit_packer_free(struct xc_visit_packer *packer) {
    if (packer) {
        xc_buffer_free(&packer->piece);
        xc_buffer_free(&packer->list);
        xc_keys_free(packer->texts);
        xc_keys_free(packer->seats);
        xc_keys_free(packer->tasks);
        free(packer);
    }
}

/* Writes the number of something known; true where it has to be written out. */
static bool is_new(struct xc_visit_packer *packer, struct xc_keys *keys, uint64_t *count,
                   struct xc_str key) {
    bool added = false;
    struct xc_key *known = xc_keys_put(keys, key, &added);
    if (!known) {
        packer->piece.failed = true;
        return false;
    }
    if (added) {
        known->number = (*count)++;
        xc_pack_number(&packer->piece, NEW);
    } else {
        xc_pack_number(&packer->piece, KNOWN + known->number);
    }
    return added;
}

static void pack_text(struct xc_visit_packer *packer, struct xc_str text) {
    struct xc_str key = text.ptr ? text : XC_STR("");
    if (is_new(packer, packer->texts, &packer->text_count, key)) {
        xc_pack_text(&packer->piece, key);
    }
}

static void pack_seats(struct xc_visit_packer *packer, const struct xc_visit *visit) {
    struct xc_buffer *key = &packer->list;
    xc_buffer_clear(key);
    for (size_t i = 0; i < visit->person_count; i++) {
        xc_pack_text(key, visit->people[i].person);
        xc_pack_number(key, (uint64_t)visit->people[i].seat);
    }
    struct xc_str list = key->len > 0 ? xc_buffer_view(key) : XC_STR("");
    if (is_new(packer, packer->seats, &packer->seats_count, list)) {
        xc_pack_number(&packer->piece, visit->person_count);
        for (size_t i = 0; i < visit->person_count; i++) {
            pack_text(packer, visit->people[i].person);
            xc_pack_number(&packer->piece, (uint64_t)visit->people[i].seat);
        }
    }
}

static void pack_tasks(struct xc_visit_packer *packer, const struct xc_visit *visit) {
    struct xc_buffer *key = &packer->list;
    xc_buffer_clear(key);
    for (size_t i = 0; i < visit->task_count; i++) {
        xc_pack_text(key, visit->tasks[i].programme);
        xc_pack_text(key, visit->tasks[i].stage);
        xc_pack_text(key, visit->tasks[i].label);
        xc_pack_number(key, visit->tasks[i].number);
    }
    struct xc_str list = key->len > 0 ? xc_buffer_view(key) : XC_STR("");
    if (is_new(packer, packer->tasks, &packer->tasks_count, list)) {
        xc_pack_number(&packer->piece, visit->task_count);
        for (size_t i = 0; i < visit->task_count; i++) {
            pack_text(packer, visit->tasks[i].programme);
            pack_text(packer, visit->tasks[i].stage);
            pack_text(packer, visit->tasks[i].label);
            xc_pack_number(&packer->piece, visit->tasks[i].number);
        }
    }
}

/* Differences of instants wrap around, so that any two have one. */
static int64_t since(xc_instant at, xc_instant before) {
    return (int64_t)((uint64_t)at - (uint64_t)before);
}

int xc_visit_pack(struct xc_visit_packer *packer, const struct xc_visit *visit) {
    struct xc_buffer *out = &packer->piece;
    xc_pack_text(out, visit->id);
    xc_pack_text(out, visit->target);
    pack_text(packer, visit->crew);
    pack_text(packer, visit->reason);
    pack_seats(packer, visit);
    pack_tasks(packer, visit);
    xc_pack_signed(out, (int64_t)visit->date - packer->date);
    xc_pack_signed(out, (int64_t)visit->end_date - visit->date);
    xc_pack_number(out, visit->start);
    xc_pack_number(out, visit->end);
    xc_pack_number(out, visit->minutes);
    xc_pack_number(out, (uint64_t)visit->nature);
    xc_pack_number(out, (uint64_t)visit->status);
    xc_pack_number(out, visit->pinned);
    xc_pack_number(out, visit->sequence);
    xc_pack_signed(out, since(visit->changed, packer->changed));
    xc_pack_number(out, visit->embargo_until != XC_NO_INSTANT);
    if (visit->embargo_until != XC_NO_INSTANT) {
        xc_pack_signed(out, visit->embargo_until);
    }
    packer->date = visit->date;
    packer->changed = visit->changed;
    return out->failed || packer->list.failed ? XC_ENOMEM : XC_OK;
}

struct xc_str xc_visit_packer_piece(const struct xc_visit_packer *packer) {
    return xc_buffer_view(&packer->piece);
}

void xc_visit_packer_next(struct xc_visit_packer *packer) {
    xc_buffer_clear(&packer->piece);
}

/* ---- Unpacking ---- */

struct known {
    void *rows; /* owned */
    size_t count, room;
};

struct seats {
    struct xc_visit_person *people;
    size_t count;
};

struct tasks {
    struct xc_visit_task *tasks;
    size_t count;
};

struct xc_visit_unpacker {
    struct xc_arena *arena;           /* borrowed */
    struct known texts, seats, tasks; /* of struct xc_str, seats, tasks */
    xc_date date;
    xc_instant changed;
    bool starved; /* there was no memory */
    struct xc_unpack in;
};

struct xc_visit_unpacker *xc_visit_unpacker_new(struct xc_arena *arena) {
    struct xc_visit_unpacker *unpacker = calloc(1, sizeof *unpacker);
    if (unpacker) {
        unpacker->arena = arena;
    }
    return unpacker;
}

void xc_visit_unpacker_free(struct xc_visit_unpacker *unpacker) {
    if (unpacker) {
        free(unpacker->texts.rows);
        free(unpacker->seats.rows);
        free(unpacker->tasks.rows);
        free(unpacker);
    }
}

/* Room for one more row; false: no memory. */
static bool grow(struct xc_visit_unpacker *all, struct known *known, size_t size) {
    if (known->count == known->room) {
        size_t room = known->room ? known->room * 2 : 256;
        void *rows = realloc(known->rows, room * size);
        if (!rows) {
            all->starved = true;
            xc_unpack_refuse(&all->in);
            return false;
        }
        known->rows = rows;
        known->room = room;
    }
    return true;
}

/* The row of a known thing; count: one that is written out here comes. */
static size_t row_of(struct xc_visit_unpacker *all, const struct known *known) {
    uint64_t number = xc_unpack_number(&all->in);
    if (number != NEW && number - KNOWN >= known->count) {
        xc_unpack_refuse(&all->in);
        number = NEW;
    }
    return number == NEW ? known->count : (size_t)(number - KNOWN);
}

static struct xc_str unpack_text(struct xc_visit_unpacker *all) {
    size_t row = row_of(all, &all->texts);
    if (row == all->texts.count) {
        struct xc_str text = xc_unpack_text(&all->in);
        if (!grow(all, &all->texts, sizeof text)) {
            return XC_STR("");
        }
        ((struct xc_str *)all->texts.rows)[all->texts.count++] = text;
    }
    return ((const struct xc_str *)all->texts.rows)[row];
}

/* A list of so many that is written out here. */
static void *new_list(struct xc_visit_unpacker *all, size_t size, size_t *count) {
    *count = xc_unpack_small(&all->in, MOST_LISTED);
    void *list = xc_arena_array(all->arena, *count, size);
    if (!list) {
        all->starved = true;
        xc_unpack_refuse(&all->in);
        *count = 0;
    }
    return list;
}

static struct seats unpack_seats(struct xc_visit_unpacker *all) {
    size_t row = row_of(all, &all->seats);
    if (row == all->seats.count) {
        struct seats seats = {0};
        seats.people = new_list(all, sizeof *seats.people, &seats.count);
        for (size_t i = 0; i < seats.count; i++) {
            seats.people[i].person = unpack_text(all);
            seats.people[i].seat =
                (enum xc_person_role)xc_unpack_small(&all->in, XC_ROLE_COUNT - 1);
        }
        if (!grow(all, &all->seats, sizeof seats)) {
            return (struct seats){0};
        }
        ((struct seats *)all->seats.rows)[all->seats.count++] = seats;
    }
    return ((const struct seats *)all->seats.rows)[row];
}

static struct tasks unpack_tasks(struct xc_visit_unpacker *all) {
    size_t row = row_of(all, &all->tasks);
    if (row == all->tasks.count) {
        struct tasks tasks = {0};
        tasks.tasks = new_list(all, sizeof *tasks.tasks, &tasks.count);
        for (size_t i = 0; i < tasks.count; i++) {
            tasks.tasks[i].programme = unpack_text(all);
            tasks.tasks[i].stage = unpack_text(all);
            tasks.tasks[i].label = unpack_text(all);
            tasks.tasks[i].number = xc_unpack_small(&all->in, UINT16_MAX);
        }
        if (!grow(all, &all->tasks, sizeof tasks)) {
            return (struct tasks){0};
        }
        ((struct tasks *)all->tasks.rows)[all->tasks.count++] = tasks;
    }
    return ((const struct tasks *)all->tasks.rows)[row];
}

static xc_date unpack_date(struct xc_visit_unpacker *all, xc_date from) {
    int64_t days = xc_unpack_signed(&all->in);
    if (days < INT32_MIN || days > INT32_MAX || from + days < INT32_MIN ||
        from + days > INT32_MAX) {
        xc_unpack_refuse(&all->in);
        days = 0;
    }
    return (xc_date)(from + days);
}

static void unpack_visit(struct xc_visit_unpacker *all, struct xc_visit *visit) {
    struct xc_unpack *in = &all->in;
    *visit = (struct xc_visit){.embargo_until = XC_NO_INSTANT};
    visit->id = xc_unpack_text(in);
    visit->target = xc_unpack_text(in);
    visit->crew = unpack_text(all);
    visit->reason = unpack_text(all);
    struct seats seats = unpack_seats(all);
    visit->people = seats.people;
    visit->person_count = seats.count;
    struct tasks tasks = unpack_tasks(all);
    visit->tasks = tasks.tasks;
    visit->task_count = tasks.count;
    visit->date = unpack_date(all, all->date);
    visit->end_date = unpack_date(all, visit->date);
    visit->start = xc_unpack_small(in, DAY_END);
    visit->end = xc_unpack_small(in, DAY_END);
    visit->minutes = xc_unpack_small(in, UINT16_MAX);
    visit->nature = (enum xc_nature)xc_unpack_small(in, XC_NATURE_AGENCY_CHECK);
    visit->status = (enum xc_visit_status)xc_unpack_small(in, XC_VISIT_VOID);
    visit->pinned = xc_unpack_small(in, 1) == 1;
    visit->sequence = xc_unpack_small(in, INT32_MAX);
    visit->changed =
        (xc_instant)((uint64_t)all->changed + (uint64_t)xc_unpack_signed(in));
    if (xc_unpack_small(in, 1) == 1) {
        visit->embargo_until = xc_unpack_signed(in);
    }
    all->date = visit->date;
    all->changed = visit->changed;
}

int xc_visit_unpack(struct xc_visit_unpacker *unpacker, struct xc_str piece,
                    int (*found)(void *context, struct xc_visit *visit), void *context) {
    int rc = XC_OK;
    unpacker->in = xc_unpack_from(piece);
    while (rc == XC_OK && xc_unpack_more(&unpacker->in)) {
        struct xc_visit visit;
        unpack_visit(unpacker, &visit);
        rc = unpacker->in.odd ? XC_EINPUT : found(context, &visit);
    }
    return unpacker->starved ? XC_ENOMEM : rc;
}
