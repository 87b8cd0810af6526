/* Damage to records, and what our verifier says of them. */
#ifndef XC_TESTS_ORACLES_DRAW_DAMAGE_H
#define XC_TESTS_ORACLES_DRAW_DAMAGE_H

#include "base/buffer.h"

/* Damages a record's text somehow: a bit, a byte, a row, a number, an id, a key, a value.
 * What comes out may by chance be the same record in other bytes. */
void made_damage(uint64_t *random, struct xc_buffer *text);

enum made_verdict { MADE_SAME = 0, MADE_DIFFERENT = 1, MADE_NO_RECORD = 2 };

/* Reads and verifies a record's text. reason (may be NULL): the difference or error. */
enum made_verdict made_judge(struct xc_str text, struct xc_buffer *reason);

#endif
