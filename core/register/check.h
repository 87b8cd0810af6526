/* Private to register: cleans and checks the texts of one row before anything is kept. */
#ifndef XC_REGISTER_CHECK_H
#define XC_REGISTER_CHECK_H

#include "base/buffer.h"
#include "register/register.h"

enum {
    XC_MAX_ATTRIBUTE_BYTES = 65536, /* all extra columns of a row */
    XC_MAX_SET_ITEMS = 256
};

enum xc_rule {
    XC_RULE_TEXT,  /* no control characters */
    XC_RULE_LABEL, /* nor invisible ones: compared, so what looks equal must be equal */
    XC_RULE_NAME,  /* a label of at most 256 characters */
    XC_RULE_ID,    /* a label fit as an id */
    XC_RULE_SET,   /* comma-joined labels; sorted here */
    XC_RULE_ATTRIBUTES
};

struct xc_cell {
    const char *field;
    enum xc_rule rule;
    bool needed;
    struct xc_str
        text; /* in: as given; out: as kept, a view of the input or of scratch */
};

/* Checks the cells of a row of the table; row names it in messages. scratch is cleared
 * first and keeps what had to be rewritten until the next call. */
int xc_cells_clean(struct xc_cell *cells, size_t count, enum xc_table table,
                   struct xc_str row, struct xc_buffer *scratch, struct xc_error *error);

/* A text made harmless for a message: cut, and what is invisible or broken shown as "?".
 */
enum { XC_SHOWN_BYTES = 96 };
struct xc_shown {
    char text[XC_SHOWN_BYTES];
};
struct xc_shown xc_show(struct xc_str text);

/* The same after the rules: a number of the row that must not exceed max. */
int xc_number_check(uint32_t value, uint32_t max, const char *field, enum xc_table table,
                    struct xc_str row, struct xc_error *error);

/* A date of the row: XC_NO_DATE or a date that input may name. */
int xc_date_check(xc_date date, const char *field, enum xc_table table, struct xc_str row,
                  struct xc_error *error);

/* True where the text is certainly well-formed, in NFC and without characters that any
 * rule refuses; *characters is counted then. The usual case (ASCII and Chinese) in one
 * pass. */
bool xc_text_plain(struct xc_str text, size_t *characters);

/* Canonical JSON objects of strings: keys sorted as bytes, only `"` and `\` escaped, no
 * spaces, no empty values. False also where the text is not plain. */
bool xc_attributes_canonical(struct xc_str text);

enum xc_attributes_fault {
    XC_ATTRIBUTES_FINE = 0,
    XC_ATTRIBUTES_JSON,      /* no JSON object, or a name twice */
    XC_ATTRIBUTES_VALUE,     /* a value is not a text */
    XC_ATTRIBUTES_CHARACTER, /* a control character, or an empty name */
    XC_ATTRIBUTES_TWICE,     /* two names are equal once normalised */
    XC_ATTRIBUTES_MEMORY
};

/* Appends the canonical form; nothing where no value is left. */
enum xc_attributes_fault xc_attributes_rewrite(struct xc_str text, struct xc_buffer *out);

#endif
