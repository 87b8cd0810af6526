/* The shared texts of a blank's workbook. Private to core/exchange. */
#ifndef XC_EXCHANGE_BLANK_STRINGS_H
#define XC_EXCHANGE_BLANK_STRINGS_H

#include "exchange/xlsx_zip.h"

struct xc_blank_strings {
    struct xc_buffer text; /* of all of them, behind one another */
    size_t *ends;          /* owned */
    size_t count, capacity;
    bool in_text, skip; /* skip: how to pronounce it */
};

/* To be freed also after a failure. No list is no failure. */
int xc_blank_strings_read(struct xc_zip *zip, struct xc_blank_strings *strings,
                          struct xc_error *error);
void xc_blank_strings_free(struct xc_blank_strings *strings);

/* Empty: there is none of that number. */
struct xc_str xc_blank_string(const struct xc_blank_strings *strings, uint64_t number);

#endif
