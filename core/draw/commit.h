/* The texts that go into the ledger around a draw, and the seeds made from them
 * (docs/draw.md §3, §4, §9, §10). */
#ifndef XC_DRAW_COMMIT_H
#define XC_DRAW_COMMIT_H

#include "base/buffer.h"
#include "draw/beacon.h"
#include "draw/urn.h"

/* The commit: eight lines. The first names format and suite: `xuncha-commit-v1` means
 * SHA-256 and Ed25519; another suite would add its name behind a space. */
struct xc_commit {
    struct xc_str text; /* whole, LF at the end */
    struct xc_str id;   /* of the draw */
    struct xc_digest rules;
    uint64_t rows[3]; /* targets, people, avoid */
    struct xc_digest tables[3];
    struct xc_beacon_name beacons[XC_BEACONS];
    size_t beacon_count;
    bool sealed;
    struct xc_digest code; /* commitment of the one-time code; sealed only */
};

/* Appends the commit of an urn. code: the commitment, NULL: open mode. Refuses a draw id
 * that is none, and beacons below 2^64 outcomes. */
int xc_commit_write(const struct xc_urn *urn, struct xc_str id,
                    const struct xc_beacon_name *beacons, size_t count,
                    const struct xc_digest *code, struct xc_buffer *out,
                    struct xc_error *error);

/* Reads eight lines; anything else is XC_EINPUT with the line. Views into text. */
int xc_commit_read(struct xc_str text, struct xc_commit *commit, struct xc_error *error);

/* XC_ENO names what differs first: rules, targets, people or avoid. */
int xc_commit_matches(const struct xc_commit *commit, const struct xc_urn *urn,
                      struct xc_error *error);

/* A substitution's entry: ten lines. */
struct xc_sub_entry {
    struct xc_str text;
    struct xc_str id;
    uint32_t number; /* j, from 1 */
    bool person;     /* a person is replaced, else a target */
    struct xc_str leaves;
    struct xc_str target; /* empty: kind target, or teams */
    struct xc_str reason; /* code */
    bool has_evidence;
    struct xc_digest evidence;
    struct xc_beacon_name beacons[XC_BEACONS];
    size_t beacon_count;
    bool sealed;
    struct xc_digest code;
};
int xc_sub_entry_write(const struct xc_sub_entry *entry, struct xc_buffer *out,
                       struct xc_error *error);
int xc_sub_entry_read(struct xc_str text, struct xc_sub_entry *entry,
                      struct xc_error *error);

/* The entry as the ledger has it, appended: itself, or with a blind (32 bytes; NULL:
 * none) the six lines of its closed form, which say neither who leaves nor why. */
int xc_sub_logged_write(const struct xc_sub_entry *entry, const struct xc_digest *blind,
                        struct xc_buffer *out, struct xc_error *error);

/* The entry of a void, appended: six lines. logged: the entry as the ledger has it. */
int xc_sub_void_write(const struct xc_sub_entry *entry, struct xc_str logged,
                      struct xc_str reason, struct xc_str by, struct xc_buffer *out,
                      struct xc_error *error);

/* Whether a void of an entry can say that much: one clean line, not "-". */
bool xc_sub_void_valid(struct xc_str text);

/* The last moment at which one of the beacons comes out by a clock that everybody has;
 * XC_NO_INSTANT: none of them does. */
xc_instant xc_sub_due(const struct xc_sub_entry *entry);

/* The result entry: four lines. result: canonical JSON of the result. */
int xc_result_entry_write(struct xc_str id, struct xc_str commit, struct xc_str result,
                          struct xc_buffer *out, struct xc_error *error);

/* The seed. code: the 32 bytes, or empty in open mode; checked against the commitment
 * (XC_ENO: another code). Beacons must be those of the commit, in order. */
int xc_commit_seed(const struct xc_commit *commit, const struct xc_beacon *beacons,
                   size_t count, struct xc_str code, struct xc_digest *seed,
                   struct xc_error *error);
int xc_sub_seed(const struct xc_sub_entry *entry, const struct xc_digest *draw_seed,
                const struct xc_beacon *beacons, size_t count, struct xc_str code,
                struct xc_digest *seed, struct xc_error *error);

/* code = SHA-256("xuncha-code/" ‖ draw id ‖ "/" ‖ j ‖ LF ‖ secret), and its commitment
 * SHA-256("xuncha-code-v1" LF ‖ code). j = 0 for the draw itself. */
int xc_code_derive(struct xc_str secret, struct xc_str id, uint32_t j,
                   struct xc_digest *code, struct xc_error *error);
int xc_code_commitment(const struct xc_digest *code, struct xc_digest *commitment,
                       struct xc_error *error);

/* What a closed entry is hidden with: SHA-256("xuncha-blind-v1" LF ‖ code). Tells nothing
 * of the code. */
int xc_code_blind(const struct xc_digest *code, struct xc_digest *blind,
                  struct xc_error *error);

/* IDs joined by '/', at most XC_DRAW_ID_BYTES, no blank, ':' , ',' or control character.
 */
bool xc_draw_id_valid(struct xc_str id);

#endif
