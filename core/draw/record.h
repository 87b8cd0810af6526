/* A record: one JSON file with everything that a stranger needs to repeat a draw
 * (docs/draw.md §11), and its verification, which needs neither database nor Lua. */
#ifndef XC_DRAW_RECORD_H
#define XC_DRAW_RECORD_H

#include "draw/commit.h"
#include "draw/draw.h"

/* Where an entry stands in the ledger. */
struct xc_record_log {
    uint64_t index;
    struct xc_str time;       /* 2026-03-02T01:00:00Z */
    struct xc_str checkpoint; /* signed note */
    struct xc_digest *proof;  /* inclusion path, leaf first */
    size_t proof_count;
};

struct xc_record_sub {
    struct xc_sub_entry entry;
    struct xc_beacon *beacons;
    size_t beacon_count;
    struct xc_str code; /* bytes */
    json_t *result;     /* {"seed","in","crew"?}, borrowed from the document */
    struct xc_record_log log;
};

struct xc_record {
    struct xc_commit commit;
    struct xc_draw_files files;
    struct xc_beacon beacons[XC_BEACONS];
    size_t beacon_count;
    struct xc_str code;      /* bytes: 32 or none */
    json_t *result;          /* borrowed from the document */
    struct xc_record *outer; /* NULL: none */
    struct xc_str key;       /* note verifier key */
    struct xc_record_log log, result_log;
    struct xc_record_sub *subs;
    size_t sub_count;
    json_t *document;
};

/* Reads and checks the form: unknown and double keys, types, hex, texts. Only its own
 * bytes are looked at. The record borrows from json and the arena. */
int xc_record_read(json_t *json, struct xc_arena *arena, struct xc_record *record,
                   struct xc_error *error);

/* The JSON of a record that was put together; a new reference, NULL: no memory. */
json_t *xc_record_json(const struct xc_record *record);

/* What verification found, in the order of looking. */
struct xc_record_report {
    bool same;
    struct xc_message difference;  /* the first, where not the same: what is different, by
                                      name, and what both sides say */
    struct xc_message warnings[8]; /* what a record cannot prove: local randomness, an
                                      unchecked signature, a key to compare … */
    size_t warning_count;
    struct xc_str id;
    uint32_t selected, people, subs;
};

/* Repeats everything: digests against the commit, beacons against their names, code
 * against its commitment, delay and due time against the commit's time, seed, selection,
 * crews, substitutions in their order, outer record, inclusion of every entry under its
 * checkpoint and the checkpoint's signature by `key`, order in the ledger (commit before
 * result, each substitution later). XC_OK also where something differs: look at
 * report->same. XC_EINPUT: it is no record. */
int xc_record_verify(const struct xc_record *record, struct xc_arena *arena,
                     struct xc_record_report *report, const struct xc_progress *progress,
                     struct xc_error *error);

#endif
