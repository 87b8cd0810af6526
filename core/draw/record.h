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
    json_t *result;     /* {"seed","in","crew"?}, borrowed from the document; "in" is "-"
                           where nobody was left. NULL: it was ended before its value */
    bool closed;        /* the ledger has the closed form of the entry */
    struct xc_digest blind; /* closed only */
    struct xc_record_log log;
    struct xc_str void_reason, void_by; /* without a result: why, and who agreed */
    struct xc_record_log void_log;
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
    json_t *document; /* without the tables that loading took out of it */
};

/* {"seed","in","crew"?} of a substitution, the crew where a target came in and people are
 * dealt; a new reference, NULL: no memory. */
json_t *xc_record_sub_result(const struct xc_urn *urn, const struct xc_digest *seed,
                             bool person, const struct xc_draw_substitute *substitute);

/* Reads and checks the form: unknown keys, types, hex, times, the lines of commit and
 * entries, the key (load with JSON_REJECT_DUPLICATES, which alone sees double keys). Only
 * its own bytes are looked at. The record borrows from json, which must outlive it, and
 * the arena. Beacons have their names' texts only; verification reads them. */
int xc_record_read(json_t *json, struct xc_arena *arena, struct xc_record *record,
                   struct xc_error *error);

/* The same from a file's text: JSON without double keys, at most 2 GiB. *json (owned by
 * the caller, also on failure; may be NULL then) must outlive the record. Errors in JSON
 * have line and column. */
int xc_record_load(struct xc_str text, struct xc_arena *arena, json_t **json,
                   struct xc_record *record, struct xc_error *error);

/* The JSON of a record that was put together: of commit and entries only the texts are
 * looked at; beacons need name.text and value. A new reference, NULL: no memory. */
json_t *xc_record_json(const struct xc_record *record);

enum { XC_RECORD_WARNINGS = 8, XC_RECORD_DEPTH = 8 /* outer records */ };

/* What verification found, in the order of looking. */
struct xc_record_report {
    bool same;
    unsigned outer;               /* the difference is in the record that many outer
                                     records further out; 0: in this one */
    struct xc_message where;      /* the difference's place: "targets:17", "substitution
                                     2"; id NULL: the record as a whole */
    struct xc_message difference; /* the first, where not the same: what is different, by
                                     name, and what both sides say */
    /* What a record cannot prove: local randomness, an unchecked signature, a key to
     * compare … */
    struct xc_message warnings[XC_RECORD_WARNINGS];
    size_t warning_count;
    struct xc_str id;
    bool local;        /* not publicly verifiable */
    uint32_t selected; /* targets drawn */
    uint32_t people;   /* different people in its crews or teams */
    uint32_t seats;    /* places that they fill, in crews or in teams */
    uint32_t subs;     /* substitutions */
};

/* The id of the warning that asks to compare the key: nobody has to where it was given.
 */
extern const char *const xc_record_key_warning;

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
