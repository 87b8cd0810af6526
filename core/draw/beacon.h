/* Beacons: public values that do not exist yet when a draw is committed to
 * (docs/draw.md §3 and §4). */
#ifndef XC_DRAW_BEACON_H
#define XC_DRAW_BEACON_H

#include "base/arena.h"
#include "base/date.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/str.h"

#include <stdbool.h>

enum { XC_BEACONS = 8, XC_BEACON_VALUE_BYTES = 1024 };

enum xc_beacon_kind {
    XC_BEACON_DRAND = 1, /* "drand <chain hash> <round>" */
    XC_BEACON_LOTTERY,   /* "lottery ssq|dlt|kl8 <issue>" */
    XC_BEACON_DICE,      /* "dice <n>", six-sided, thrown in public */
    XC_BEACON_LOCAL      /* "local": this machine's own random bytes */
};

struct xc_beacon_name {
    enum xc_beacon_kind kind;
    unsigned dice;
    struct xc_str text;  /* as in the commit */
    struct xc_str chain; /* drand: 64 hex digits */
    uint64_t round;      /* drand, from 1 */
    struct xc_str game;
    struct xc_str issue;
};

/* A name with the value it got. */
struct xc_beacon {
    struct xc_beacon_name name;
    struct xc_str value; /* canonical bytes, which are hashed into the seed */
    bool checked;        /* drand: the signature was checked against the chain's key.
                            Never set by this version, and every output says so */
};

/* Reads one name, or several joined by " + ". The text must be canonical (one space
 * between words, no leading zeros). *count at most XC_BEACONS. Texts are views. */
int xc_beacon_names_read(struct xc_str text, struct xc_beacon_name *names, size_t *count,
                         struct xc_error *error);

/* Whether the possible outcomes of all together reach 2^64: exact integers, drand and
 * local always do. bits: the whole bits reached, at most 256, for the message. */
bool xc_beacon_enough(const struct xc_beacon_name *names, size_t count, unsigned *bits);

/* True where no value can be checked by the public: some name is local. */
bool xc_beacon_is_local(const struct xc_beacon_name *names, size_t count);

/* True where one is a round of drand, whose signature this version never checks: every
 * output has to say so first. */
bool xc_beacon_is_unchecked(const struct xc_beacon_name *names, size_t count);

/* The moment a drand round is due (genesis + (round − 1) × period); XC_NO_INSTANT for
 * chains this program does not know and for other kinds. Known chains: League of
 * Entropy's default and quicknet. */
xc_instant xc_beacon_due(const struct xc_beacon_name *name);

/* The first round of a known chain ("default", "quicknet" or its hash) that is due at
 * `from` or later, as a canonical name in the arena. */
int xc_beacon_drand_at(struct xc_str chain, xc_instant from, struct xc_arena *arena,
                       struct xc_str *name, struct xc_error *error);

/* The canonical value bytes of what a person typed or pasted, in the arena:
 * drand: the JSON of the round ({"round","randomness","signature",…}) or the signature in
 *        hex; the round must be the named one and randomness = SHA-256(signature);
 * lottery: numbers separated by blanks, commas or + in any order inside red and blue;
 * each checked for range and repeats, written red ascending, then blue ascending; dice: n
 * digits or numbers 1–6; order kept; local: 64 hex digits. */
int xc_beacon_value_read(const struct xc_beacon_name *name, struct xc_str text,
                         struct xc_arena *arena, struct xc_str *value,
                         struct xc_error *error);

/* Refuses value bytes that are not canonical for the name (records come from others). */
int xc_beacon_value_check(const struct xc_beacon_name *name, struct xc_str value,
                          struct xc_error *error);

#endif
