#include "draw/beacon.h"

#include "draw/draw_internal.h"

#include <string.h>

enum {
    DICE_MAX = XC_BEACON_VALUE_BYTES / 2, /* digits and the spaces between them */
    ISSUE_DIGITS = 12,
    BITS_ENOUGH = 64,
    BITS_MAX = 256,
    LIMB_BITS = 32,
    LIMBS = BITS_MAX / LIMB_BITS + 1
};

static const struct known_chain {
    const char *word;
    struct xc_str hash;
    xc_instant genesis;
    uint64_t period;
} known_chains[] = {
    {"default",
     XC_STR_INIT("8990e7a9aaed2ffed73dbd7092123d6f289930540d7651336225dc172e51b2ce"),
     1595431050, 30},
    {"quicknet",
     XC_STR_INIT("52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"),
     1692803367, 3}};

/* Words are joined by one space; a name that ends early leaves an empty word. */
static struct xc_str next_word(struct xc_str *rest) {
    return rest->ptr == NULL ? (struct xc_str){NULL, 0} : xc_str_cut(rest, ' ');
}

static int read_drand(struct xc_str rest, struct xc_beacon_name *name,
                      struct xc_error *error) {
    uint8_t hash[XC_DIGEST_BYTES];
    name->kind = XC_BEACON_DRAND;
    name->chain = next_word(&rest);
    struct xc_str round = next_word(&rest);
    if (rest.ptr != NULL || !xc_hex_parse(name->chain, hash, sizeof hash) ||
        !xc_draw_number_read(round, UINT64_MAX, &name->round) || name->round == 0)
        return xc_fail(error, XC_EINPUT,
                       "“%.*s” is not “drand”, a chain's hash in 64 hexadecimal digits "
                       "and a round",
                       XC_PRI(xc_draw_show(name->text)));
    return XC_OK;
}

static int read_lottery(struct xc_str rest, struct xc_beacon_name *name,
                        struct xc_error *error) {
    uint64_t issue = 0;
    name->kind = XC_BEACON_LOTTERY;
    name->game = next_word(&rest);
    name->issue = next_word(&rest);
    if (!xc_str_is(name->game, "ssq") && !xc_str_is(name->game, "dlt") &&
        !xc_str_is(name->game, "kl8"))
        return xc_fail(error, XC_EINPUT,
                       "“%.*s” is no lottery that is known here: ssq, dlt or kl8",
                       XC_PRI(xc_draw_show(name->game)));
    if (rest.ptr != NULL || name->issue.len > ISSUE_DIGITS ||
        !xc_draw_number_read(name->issue, UINT64_MAX, &issue) || issue == 0)
        return xc_fail(error, XC_EINPUT,
                       "“%.*s” has to end in the issue's number without leading zeros",
                       XC_PRI(xc_draw_show(name->text)));
    return XC_OK;
}

static int read_dice(struct xc_str rest, struct xc_beacon_name *name,
                     struct xc_error *error) {
    uint64_t dice = 0;
    name->kind = XC_BEACON_DICE;
    if (!xc_draw_number_read(rest, DICE_MAX, &dice) || dice == 0)
        return xc_fail(error, XC_EINPUT, "“%.*s” is not “dice” and a number from 1 to %d",
                       XC_PRI(xc_draw_show(name->text)), (int)DICE_MAX);
    name->dice = (unsigned)dice;
    return XC_OK;
}

static int read_name(struct xc_str text, struct xc_beacon_name *name,
                     struct xc_error *error) {
    struct xc_str rest = text;
    struct xc_str kind = next_word(&rest);
    memset(name, 0, sizeof *name);
    name->text = text;
    if (xc_str_is(kind, "drand"))
        return read_drand(rest, name, error);
    if (xc_str_is(kind, "lottery"))
        return read_lottery(rest, name, error);
    if (xc_str_is(kind, "dice"))
        return read_dice(rest, name, error);
    name->kind = XC_BEACON_LOCAL;
    if (xc_str_is(text, "local"))
        return XC_OK;
    return xc_fail(error, XC_EINPUT,
                   "“%.*s” is no beacon: drand CHAIN ROUND, lottery GAME ISSUE, dice "
                   "NUMBER, local, or several of them joined by “ + ”",
                   XC_PRI(xc_draw_show(text)));
}

/* The same value twice would count its outcomes twice. */
static bool named_before(const struct xc_beacon_name *names, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (xc_str_equal(names[i].text, names[count].text))
            return true;
    }
    return false;
}

int xc_beacon_names_read(struct xc_str text, struct xc_beacon_name *names, size_t *count,
                         struct xc_error *error) {
    struct xc_str rest = text;
    *count = 0;
    for (bool more = true; more;) {
        ptrdiff_t plus = xc_str_find(rest, XC_STR(" + "));
        more = plus >= 0;
        struct xc_str part = more ? xc_str_slice(rest, 0, (size_t)plus) : rest;
        if (*count == XC_BEACONS)
            return xc_fail(error, XC_EINPUT, "a draw can have %d beacons, no more",
                           (int)XC_BEACONS);
        int code = read_name(part, &names[*count], error);
        if (code != XC_OK)
            return code;
        if (named_before(names, *count))
            return xc_fail(error, XC_EINPUT, "the beacon “%.*s” is named twice",
                           XC_PRI(xc_draw_show(part)));
        ++*count;
        if (more)
            rest = xc_str_slice(rest, (size_t)plus + 3, rest.len);
    }
    return XC_OK;
}

/* A number of up to BITS_MAX bits and a limb, the least limb first. */
struct outcomes {
    uint32_t limbs[LIMBS];
};

static unsigned bits_of(const struct outcomes *outcomes) {
    unsigned top = LIMBS;
    while (top > 0 && outcomes->limbs[top - 1] == 0)
        top--;
    unsigned bits = 0;
    for (uint32_t limb = top == 0 ? 0 : outcomes->limbs[top - 1]; limb > 1; limb >>= 1)
        bits++;
    bits += top == 0 ? 0 : (top - 1) * LIMB_BITS;
    return bits < BITS_MAX ? bits : BITS_MAX;
}

/* Beyond BITS_MAX the number may stay as it is: it is enough for everybody. */
static void multiply(struct outcomes *outcomes, uint32_t factor) {
    uint64_t carry = 0;
    if (bits_of(outcomes) == BITS_MAX)
        return;
    for (size_t i = 0; i < LIMBS; i++) {
        carry += (uint64_t)outcomes->limbs[i] * factor;
        outcomes->limbs[i] = (uint32_t)carry;
        carry >>= LIMB_BITS;
    }
}

static void multiply_name(struct outcomes *outcomes, const struct xc_beacon_name *name) {
    if (name->kind == XC_BEACON_DICE) {
        for (unsigned i = 0; i < name->dice; i++)
            multiply(outcomes, 6);
    } else if (name->kind != XC_BEACON_LOTTERY) {
        for (unsigned i = 0; i < BITS_MAX; i++)
            multiply(outcomes, 2);
    } else if (xc_str_is(name->game, "ssq")) {
        multiply(outcomes, 1107568); /* 6 of 33 */
        multiply(outcomes, 16);
    } else if (xc_str_is(name->game, "dlt")) {
        multiply(outcomes, 324632); /* 5 of 35 */
        multiply(outcomes, 66);     /* 2 of 12 */
    } else {
        multiply(outcomes, 2112590480); /* 20 of 80: 3,535,316,142,212,174,320 */
        multiply(outcomes, 1673450759);
    }
}

bool xc_beacon_enough(const struct xc_beacon_name *names, size_t count, unsigned *bits) {
    struct outcomes outcomes = {.limbs = {1}};
    for (size_t i = 0; i < count; i++)
        multiply_name(&outcomes, &names[i]);
    *bits = bits_of(&outcomes);
    return *bits >= BITS_ENOUGH;
}

bool xc_beacon_is_local(const struct xc_beacon_name *names, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (names[i].kind == XC_BEACON_LOCAL)
            return true;
    }
    return false;
}

bool xc_beacon_is_unchecked(const struct xc_beacon_name *names, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (names[i].kind == XC_BEACON_DRAND)
            return true;
    }
    return false;
}

static const struct known_chain *find_chain(struct xc_str text) {
    for (size_t i = 0; i < sizeof known_chains / sizeof known_chains[0]; i++) {
        if (xc_str_is(text, known_chains[i].word) ||
            xc_str_equal(text, known_chains[i].hash))
            return &known_chains[i];
    }
    return NULL;
}

xc_instant xc_beacon_due(const struct xc_beacon_name *name) {
    const struct known_chain *chain =
        name->kind == XC_BEACON_DRAND ? find_chain(name->chain) : NULL;
    if (chain == NULL ||
        name->round - 1 > (uint64_t)(INT64_MAX - chain->genesis) / chain->period)
        return XC_NO_INSTANT;
    return chain->genesis + (xc_instant)((name->round - 1) * chain->period);
}

int xc_beacon_drand_at(struct xc_str chain, xc_instant from, struct xc_arena *arena,
                       struct xc_str *name, struct xc_error *error) {
    const struct known_chain *known = find_chain(chain);
    if (known == NULL)
        return xc_fail(error, XC_EINPUT,
                       "the times of the drand chain “%.*s” are not known here: default "
                       "or quicknet",
                       XC_PRI(xc_draw_show(chain)));
    uint64_t round = 1;
    if (from > known->genesis) {
        uint64_t seconds = (uint64_t)from - (uint64_t)known->genesis;
        round += seconds / known->period + (seconds % known->period != 0 ? 1 : 0);
    }
    struct xc_buffer text = xc_buffer_make(128);
    (void)xc_buffer_puts(&text, "drand ");
    (void)xc_buffer_add(&text, known->hash);
    (void)xc_buffer_putc(&text, ' ');
    (void)xc_buffer_uint(&text, round);
    *name = xc_arena_copy(arena, xc_buffer_view(&text));
    bool failed = text.failed || name->ptr == NULL;
    xc_buffer_free(&text);
    return failed ? xc_fail_memory(error) : XC_OK;
}
