/* What the files that make up records share. */
#ifndef XC_TESTS_ORACLES_DRAW_MAKER_H
#define XC_TESTS_ORACLES_DRAW_MAKER_H

#include "draw/record.h"
#include "records.h"

enum { MADE_ENTRIES = 64, MADE_BYTES = 1 << 20 };

struct maker {
    uint64_t random;
    enum made_lie lie;
    bool plain; /* no substitutions, no witnesses */
    struct xc_arena *arena;
    struct xc_record record;
    struct xc_urn urn;
    struct xc_draw_result result;
    struct xc_draw_state state;
    struct xc_str entries[MADE_ENTRIES]; /* texts of the ledger */
    xc_instant times[MADE_ENTRIES];
    size_t entry_count;
    xc_instant now;
    bool voided; /* a substitution was ended before its value */
    bool lied;   /* the lie found its place */
};

/* Below n; one in n; a buffer's text in the arena (takes the buffer); random bytes. */
uint32_t made_pick(struct maker *maker, uint32_t n);
bool made_chance(struct maker *maker, uint32_t n);
struct xc_str made_keep(struct maker *maker, struct xc_buffer *buffer);
struct xc_str made_bytes(struct maker *maker, size_t len);

struct xc_str made_targets(struct maker *maker, const char *const *strata,
                           uint32_t strata_count, uint32_t count);
struct xc_str made_people(struct maker *maker, uint32_t count);
struct xc_str made_avoid(struct maker *maker, uint32_t people, uint32_t targets);
struct xc_str made_rules(struct maker *maker, const char *const *strata,
                         uint32_t strata_count, bool deals);

/* Names and values; a drand round is due at `from` or later. Returns how many. */
size_t made_beacons(struct maker *maker, xc_instant from, struct xc_beacon *beacons);
void made_names(const struct xc_beacon *beacons, size_t count,
                struct xc_beacon_name *names);

/* Makes the value one that the beacon cannot have. */
void made_spoil(struct maker *maker, struct xc_beacon *beacon);

/* A one-time code and its commitment, or none. */
bool made_code(struct maker *maker, struct xc_str *code, struct xc_digest *commitment);

#endif
