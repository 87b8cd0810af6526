/* Made-up urns, rules and beacons. */
#include "maker.h"

#include "rules/rules.h"

#include <stdlib.h>
#include <string.h>

uint64_t made_random(uint64_t *state) {
    uint64_t z = *state += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

uint32_t made_below(uint64_t *state, uint32_t n) {
    return (uint32_t)(made_random(state) % n);
}

uint32_t made_pick(struct maker *maker, uint32_t n) {
    return made_below(&maker->random, n);
}

/* One in n. */
bool made_chance(struct maker *maker, uint32_t n) {
    return made_pick(maker, n) == 0;
}

/* Takes the buffer. */
struct xc_str made_keep(struct maker *maker, struct xc_buffer *buffer) {
    struct xc_str text = xc_arena_copy(maker->arena, xc_buffer_view(buffer));
    if (buffer->failed || text.ptr == NULL)
        abort();
    xc_buffer_free(buffer);
    return text;
}

struct xc_str made_bytes(struct maker *maker, size_t len) {
    struct xc_buffer bytes = xc_buffer_make(len + 1);
    for (size_t i = 0; i < len; i++)
        (void)xc_buffer_putc(&bytes, (char)made_pick(maker, 256));
    return made_keep(maker, &bytes);
}

/* ---- the urn ---- */

static const char *const organisations[] = {"-", "-", "O1", "O2", "O3", "市医保局"};
static const char *const areas[] = {"-", "320282", "320281", "320206"};
static const char *const flags[] = {"-", "-", "-", "must", "safe", "must,safe", "again"};
static const char *const kinds[] = {"-",
                                    "lead",
                                    "officer",
                                    "expert",
                                    "lead,officer",
                                    "expert,lead",
                                    "expert,lead,officer",
                                    "officer"};

#define PICK(maker, list)                                                                \
    (list)[made_pick(maker, (uint32_t)(sizeof(list) / sizeof *(list)))]

struct xc_str made_targets(struct maker *maker, const char *const *strata,
                           uint32_t strata_count, uint32_t count) {
    struct xc_buffer out = xc_buffer_make(MADE_BYTES);
    for (uint32_t i = 0; i < count; i++) { /* one by one: arguments have no order */
        const char *own = PICK(maker, flags);
        const char *area = PICK(maker, areas);
        const char *organisation = PICK(maker, organisations);
        uint32_t weight = made_chance(maker, 6) ? 0 : made_pick(maker, 20);
        const char *stratum = strata[made_pick(maker, strata_count)];
        (void)xc_buffer_printf(&out, "T%02u%s\t%s\t%u\t%s\t%s\t%s\n", i,
                               i % 7 == 3 ? "药" : "", stratum, weight, organisation,
                               area, own);
    }
    return made_keep(maker, &out);
}

struct xc_str made_people(struct maker *maker, uint32_t count) {
    struct xc_buffer out = xc_buffer_make(MADE_BYTES);
    for (uint32_t i = 0; i < count; i++) {
        const char *seats = PICK(maker, kinds);
        uint32_t capacity = made_pick(maker, 6);
        const char *area = PICK(maker, areas);
        const char *organisation = PICK(maker, organisations);
        (void)xc_buffer_printf(&out, "P%02u\t%s\t%s\t%u\t%s\n", i, organisation, area,
                               capacity, seats);
    }
    return made_keep(maker, &out);
}

struct xc_str made_avoid(struct maker *maker, uint32_t people, uint32_t targets) {
    struct xc_buffer out = xc_buffer_make(MADE_BYTES);
    for (uint32_t p = 0; p < people; p++) {
        for (uint32_t t = 0; t < targets; t++) {
            if (made_chance(maker, 12))
                (void)xc_buffer_printf(&out, "P%02u:T%02u\tkin\n", p, t);
        }
    }
    return made_keep(maker, &out);
}

static json_t *make_numbers(struct maker *maker, const char *const *strata,
                            uint32_t strata_count, uint32_t most) {
    json_t *numbers = json_object();
    for (uint32_t i = 0; i < strata_count; i++) {
        if (!made_chance(maker, 4))
            json_object_set_new(numbers, strata[i],
                                json_integer(made_pick(maker, most + 1)));
    }
    return numbers;
}

static json_t *make_select(struct maker *maker, const char *const *strata,
                           uint32_t strata_count) {
    json_t *select = json_object();
    uint32_t method = made_pick(maker, 5);
    json_object_set_new(select, "method",
                        json_string(method < 2   ? "srs"
                                    : method < 4 ? "pps"
                                                 : "order"));
    if (method == 4)
        return select;
    if (made_chance(maker, 2)) {
        json_object_set_new(select, "n", make_numbers(maker, strata, strata_count, 3));
        return select;
    }
    json_object_set_new(select, "share",
                        json_pack("[i,i]", 1, 1 + (int)made_pick(maker, 6)));
    if (made_chance(maker, 2))
        json_object_set_new(select, "floors",
                            make_numbers(maker, strata, strata_count, 2));
    return select;
}

static json_t *make_deal(struct maker *maker) {
    json_t *deal = json_object();
    json_t *seats = json_array();
    uint32_t count = 1 + made_pick(maker, made_chance(maker, 3) ? 3 : 2);
    static const char *const words[] = {"lead", "officer", "expert", "officer"};
    for (uint32_t i = 0; i < count; i++)
        json_array_append_new(seats, json_string(PICK(maker, words)));
    json_object_set_new(deal, "seats", seats);
    if (made_chance(maker, 2))
        json_object_set_new(deal, "apart",
                            made_chance(maker, 2)
                                ? json_pack("[s]", "organisation")
                                : json_pack("[s,s]", "area", "organisation"));
    if (made_chance(maker, 3))
        json_object_set_new(deal, "balance", json_boolean(made_chance(maker, 2)));
    if (made_chance(maker, 3))
        json_object_set_new(deal, "teams",
                            made_chance(maker, 2) ? json_pack("[[s],[s]]", "P00", "P01")
                                                  : json_pack("[[],[s]]", "P02"));
    return deal;
}

struct xc_str made_rules(struct maker *maker, const char *const *strata,
                         uint32_t strata_count, bool deals) {
    struct xc_buffer out = xc_buffer_make(MADE_BYTES);
    char within[XC_DIGEST_HEX + 1];
    struct xc_digest digest;
    json_t *rules = json_object();
    json_object_set_new(rules, "v", json_integer(1));
    json_object_set_new(rules, "select", make_select(maker, strata, strata_count));
    if (made_chance(maker, 3))
        json_object_set_new(rules, "skip", json_pack("[s]", "safe"));
    if (made_chance(maker, 3))
        json_object_set_new(rules, "must", json_pack("[s,s]", "must", "again"));
    if (made_chance(maker, 3))
        json_object_set_new(rules, "delay", json_integer(made_pick(maker, 4000)));
    if (deals)
        json_object_set_new(rules, "deal", make_deal(maker));
    if (maker->record.outer != NULL) {
        if (xc_sha256(maker->record.outer->commit.text, &digest, NULL) != XC_OK)
            abort();
        xc_digest_hex(&digest, within);
        json_object_set_new(rules, "within", json_string(within));
    }
    if (xc_json_canonical(rules, &out, NULL) != XC_OK)
        abort();
    json_decref(rules);
    return made_keep(maker, &out);
}

/* ---- beacons ---- */

static void put_numbers(struct maker *maker, struct xc_buffer *out, uint32_t count,
                        uint32_t most) {
    bool taken[100] = {false};
    for (uint32_t left = count; left > 0;) {
        uint32_t number = 1 + made_pick(maker, most);
        left -= taken[number] ? 0 : 1;
        taken[number] = true;
    }
    for (uint32_t number = 1; number <= most; number++) {
        if (taken[number])
            (void)xc_buffer_printf(out, "%s%u", out->len > 0 ? " " : "", number);
    }
}

static void make_value(struct maker *maker, struct xc_beacon *beacon) {
    struct xc_buffer out = xc_buffer_make(MADE_BYTES);
    const struct xc_beacon_name *name = &beacon->name;
    if (name->kind == XC_BEACON_DRAND) {
        beacon->value = made_bytes(maker, name->chain.ptr[0] == '5' ? 48 : 96);
        return;
    }
    if (name->kind == XC_BEACON_LOCAL) {
        beacon->value = made_bytes(maker, 32);
        return;
    }
    if (name->kind == XC_BEACON_DICE) {
        for (unsigned i = 0; i < name->dice; i++)
            (void)xc_buffer_printf(&out, "%s%u", i > 0 ? " " : "",
                                   1 + made_pick(maker, 6));
    } else if (xc_str_is(name->game, "ssq")) {
        put_numbers(maker, &out, 6, 33);
        put_numbers(maker, &out, 1, 16);
    } else if (xc_str_is(name->game, "dlt")) {
        put_numbers(maker, &out, 5, 35);
        put_numbers(maker, &out, 2, 12);
    } else {
        put_numbers(maker, &out, 20, 80);
    }
    beacon->value = made_keep(maker, &out);
}

/* Names and values; the drand round is due at `from` or later. */
size_t made_beacons(struct maker *maker, xc_instant from, struct xc_beacon *beacons) {
    struct xc_str drand, text;
    struct xc_beacon_name names[XC_BEACONS];
    size_t count = 0;
    static const char *const chains[] = {"quicknet", "default"};
    if (xc_beacon_drand_at(xc_str_from(PICK(maker, chains)), from, maker->arena, &drand,
                           NULL) != XC_OK)
        abort();
    switch (made_pick(maker, 6)) {
    case 0:
        text = drand;
        break;
    case 1:
        text = XC_STR("lottery ssq 2026023 + lottery dlt 26023 + dice 8");
        break;
    case 2:
        text = XC_STR("lottery kl8 2026051 + local");
        break;
    case 3:
        text = XC_STR("local");
        break;
    default:
        text = XC_STR("dice 25");
        break;
    }
    if (xc_beacon_names_read(text, names, &count, NULL) != XC_OK)
        abort();
    for (size_t i = 0; i < count; i++) {
        beacons[i] =
            (struct xc_beacon){.name = names[i], .checked = made_chance(maker, 9)};
        make_value(maker, &beacons[i]);
    }
    return count;
}

void made_spoil(struct maker *maker, struct xc_beacon *beacon) {
    struct xc_buffer out = xc_buffer_make(MADE_BYTES);
    (void)xc_buffer_add(&out, beacon->value);
    if (beacon->name.kind == XC_BEACON_DRAND || beacon->name.kind == XC_BEACON_LOCAL)
        (void)xc_buffer_putc(&out, 'x');
    else if (made_chance(maker, 2))
        out.ptr[0] = '0';
    else
        (void)xc_buffer_puts(&out, " 81");
    beacon->value = made_keep(maker, &out);
}

void made_names(const struct xc_beacon *beacons, size_t count,
                struct xc_beacon_name *names) {
    for (size_t i = 0; i < count; i++)
        names[i] = beacons[i].name;
}

/* A one-time code and its commitment, or none. */
bool made_code(struct maker *maker, struct xc_str *code, struct xc_digest *commitment) {
    struct xc_digest bytes;
    if (!made_chance(maker, 3))
        return false;
    *code = made_bytes(maker, sizeof bytes.bytes);
    memcpy(bytes.bytes, code->ptr, sizeof bytes.bytes);
    if (xc_code_commitment(&bytes, commitment, NULL) != XC_OK)
        abort();
    return true;
}
