/* Draws worked out again by docs/draw.md, by nothing but its words: the seed from the
 * commit and the dice, tickets from the seed, the smallest tickets are drawn. */
#include "simulate.h"

#include "base/digest.h"
#include "store/draws.h"

#include <stdlib.h>
#include <string.h>

struct ticket {
    bool must; /* was replaced in an earlier draw: it is taken before others */
    bool taken;
    struct xc_digest value;
    struct xc_str id;
};

static struct xc_digest hash(struct xc_str bytes) {
    struct xc_error error = {0};
    struct xc_digest digest;
    if (xc_sha256(bytes, &digest, &error) != XC_OK) {
        abort();
    }
    return digest;
}

static bool parse_hex(const char *text, struct xc_buffer *out) {
    uint8_t byte;
    for (; text && text[0] && text[1]; text += 2) {
        if (!xc_hex_parse((struct xc_str){text, 2}, &byte, 1)) {
            return false;
        }
        xc_buffer_putc(out, (char)byte);
    }
    return text != NULL;
}

/* §4: commit, the one value, the one-time code of a sealed draw. */
static bool seed_of(const struct xc_stored_draw *draw, struct xc_digest *seed) {
    struct xc_buffer text = xc_buffer_make(1 << 12), value = xc_buffer_make(1 << 12);
    json_t *beacons = json_loadb(draw->beacons.ptr, draw->beacons.len, 0, NULL);
    const json_t *first = json_array_get(beacons, 0);
    bool good = json_array_size(beacons) == 1 &&
                parse_hex(json_string_value(json_object_get(first, "value")), &value);
    struct xc_digest commit = hash(draw->commit), dice = hash(xc_buffer_view(&value));
    xc_buffer_puts(&text, "xuncha-seed-v1\n");
    xc_buffer_append(&text, commit.bytes, sizeof commit.bytes);
    xc_buffer_append(&text, dice.bytes, sizeof dice.bytes);
    xc_buffer_add(&text, draw->code);
    *seed = hash(xc_buffer_view(&text));
    json_decref(beacons);
    xc_buffer_free(&text);
    xc_buffer_free(&value);
    return good;
}

/* §5: key("target"), then one ticket a row. */
static struct xc_digest key_of(const struct xc_stored_draw *draw,
                               const struct xc_digest *seed) {
    struct xc_buffer text = xc_buffer_make(1 << 12);
    xc_buffer_printf(&text, "xuncha/target/%.*s\n", XC_PRI(draw->id));
    xc_buffer_append(&text, seed->bytes, sizeof seed->bytes);
    struct xc_digest key = hash(xc_buffer_view(&text));
    xc_buffer_free(&text);
    return key;
}

static int by_value(const void *a, const void *b) {
    const struct ticket *x = a, *y = b;
    return memcmp(x->value.bytes, y->value.bytes, sizeof x->value.bytes);
}

/* The rows of the urn; the one that seals its table is not among them. */
static size_t read_tickets(const struct xc_stored_draw *draw, const struct xc_digest *key,
                           struct ticket *tickets) {
    struct xc_str rest = draw->targets;
    size_t count = 0;
    while (rest.len > 0 && count < MAX_TARGETS) {
        struct xc_str line = xc_str_cut(&rest, '\n');
        struct xc_str id = xc_str_cut(&line, '\t');
        char text[64 + XC_DIGEST_BYTES];
        if (xc_str_find(line, XC_STR("salt")) >= 0 || id.len > 64) {
            continue;
        }
        memcpy(text, key->bytes, XC_DIGEST_BYTES);
        memcpy(text + XC_DIGEST_BYTES, id.ptr, id.len);
        tickets[count++] = (struct ticket){
            .must = xc_str_find(line, XC_STR("replaced-before")) >= 0,
            .value = hash((struct xc_str){text, XC_DIGEST_BYTES + id.len}),
            .id = id};
    }
    qsort(tickets, count, sizeof *tickets, by_value);
    return count;
}

/* First who must be, then the smallest tickets. */
static void take(struct ticket *tickets, size_t count, size_t wanted) {
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < count && wanted > 0; i++) {
            bool takes = round > 0 ? !tickets[i].taken : tickets[i].must;
            tickets[i].taken = tickets[i].taken || takes;
            wanted -= takes;
        }
    }
}

/* §6, srs: at least so many percent, rounded up; the list is in the tickets' order. */
static void check_draw(struct year *year, const struct xc_stored_draw *draw) {
    enum { PERCENT = 15 };
    struct ticket *tickets = calloc(MAX_TARGETS, sizeof *tickets);
    struct xc_digest seed, key;
    json_t *result = json_loadb(draw->result.ptr, draw->result.len, 0, NULL);
    const json_t *all = json_object_get(json_object_get(result, "selected"), "all");
    if (!tickets) {
        abort();
    }
    bool good = seed_of(draw, &seed);
    key = key_of(draw, &seed);
    size_t count = read_tickets(draw, &key, tickets);
    size_t wanted = (count * PERCENT + 99) / 100;
    good = good && json_array_size(all) == wanted;
    take(tickets, count, wanted);
    for (size_t i = 0, at = 0; good && i < count; i++) {
        if (tickets[i].taken) {
            const char *id = json_string_value(json_array_get(all, at++));
            good = id && xc_str_is(tickets[i].id, id);
        }
    }
    if (!good) {
        judge_breach(year->judge, "tickets", "%.*s is not what its dice say",
                     XC_PRI(draw->id));
    }
    json_decref(result);
    free(tickets);
}

void judge_tickets(struct year *year) {
    struct xc_error error = {0};
    struct xc_arena *arena = xc_arena_new((size_t)1 << 28);
    struct xc_stored_draw *draws;
    size_t count = 0;
    int rc = arena ? xc_store_draws(year->store, year->session.office, XC_STR("spot"),
                                    XC_STR(""), true, arena, &draws, &count, &error)
                   : xc_fail_memory(&error);
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        if (draws[i].status == XC_DRAW_DRAWN) {
            check_draw(year, &draws[i]);
        }
    }
    if (rc != XC_OK) {
        (void)office_failed(year, "reading draws", &error);
    }
    xc_arena_free(arena);
}
