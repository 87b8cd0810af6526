/* Bodies of facts: one flat JSON object per paper, told by a table of its fields. Keys
 * stand in the order of the table, which is that of their bytes; empty texts, missing
 * dates and zeros are left out. There is one way to write a body, so that equal papers
 * have equal bytes. Private to casework. */
#ifndef XC_CASEWORK_BODY_H
#define XC_CASEWORK_BODY_H

#include "store/facts.h"

/* A closed vocabulary, in English (stored) and in the Chinese that offices write, the
 * usual one first; ends with value 0. */
struct xc_body_word {
    unsigned value;
    const char *word;
    const char *chinese[4];
};
const char *xc_body_word(const struct xc_body_word *words, unsigned value); /* or "" */
const char *xc_body_chinese(const struct xc_body_word *words, unsigned value);
unsigned xc_body_parse(const struct xc_body_word *words, struct xc_str text); /* or 0 */

enum xc_body_type {
    XC_BODY_TEXT,   /* struct xc_str; most: bytes */
    XC_BODY_DATE,   /* xc_date */
    XC_BODY_AMOUNT, /* int64_t in fen, from 0 to most */
    XC_BODY_COUNT,  /* unsigned, from 1 to most */
    XC_BODY_WORD    /* an enum with the values of words */
};

/* A field of a paper; the table ends with name NULL. */
struct xc_body_field {
    const char *name;
    const char *chinese; /* NULL: nobody sets it by its name */
    enum xc_body_type type;
    bool needed;
    size_t offset; /* in the paper's struct */
    int64_t most;
    const struct xc_body_word *words;
};

enum {
    XC_BODY_FIELDS = 32,       /* of one paper, at most */
    XC_BODY_ID_BYTES = 128,    /* of an id that a paper names */
    XC_BODY_NAME_BYTES = 512,  /* of a name or an authority */
    XC_BODY_STORY_BYTES = 4096 /* of a summary, an answer, a reason */
};

/* Every field by itself. XC_EINPUT, *field: its name. */
int xc_body_check(const struct xc_body_field *fields, const void *paper,
                  const char **field, struct xc_error *error);

/* Sets the field with this English or Chinese name from what people write, or clears it
 * (nothing, `-`). XC_EUSAGE: there is none; XC_EINPUT: not such a value. */
int xc_body_set(const struct xc_body_field *fields, void *paper, struct xc_str name,
                struct xc_str value, struct xc_error *error);

/* The fact of a paper that was checked, with a copy of id; in the arena. */
int xc_body_fact(const struct xc_body_field *fields, const void *paper, struct xc_str id,
                 struct xc_arena *arena, struct xc_fact *fact, struct xc_error *error);

/* Reads a body into a paper, whose other members are left alone; texts lie in the body or
 * in the arena. XC_EENV: the body is damaged; what: the word of its kind. */
int xc_body_read(const struct xc_body_field *fields, const struct xc_fact *fact,
                 const char *what, struct xc_arena *arena, void *paper,
                 struct xc_error *error);

/* An id of several parts joined by '/', in the arena; ptr NULL: no memory. */
struct xc_str xc_body_join(struct xc_arena *arena, const struct xc_str *parts,
                           size_t count);

/* XC_EINPUT where the id is longer than a fact's may be; name: of the field to blame. */
int xc_body_check_id(struct xc_str id, const char *name, const char **field,
                     struct xc_error *error);

/* All facts of a kind in force as papers of `size` bytes, by id, in the arena. */
int xc_body_load(struct xc_store *store, struct xc_str office, enum xc_fact_kind kind,
                 struct xc_str prefix, xc_instant at, struct xc_arena *arena, size_t size,
                 int (*read)(const struct xc_fact *fact, struct xc_arena *arena,
                             void *paper, struct xc_error *error),
                 void **papers, size_t *count, uint64_t *newest, struct xc_error *error);

#endif
