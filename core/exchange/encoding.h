/* Which encoding a text file is in, and its text as UTF-8. Decided for the whole file,
 * never for a cell. */
#ifndef XC_EXCHANGE_ENCODING_H
#define XC_EXCHANGE_ENCODING_H

#include "base/buffer.h"
#include "base/error.h"
#include "exchange/import.h"

struct xc_decoded {
    struct xc_str text;   /* well-formed UTF-8 without BOM: the bytes given, or own */
    struct xc_buffer own; /* the converted text, where there was something to convert */
    const char *encoding; /* "UTF-8", "UTF-8 with BOM", "GB18030", "CP936", "UTF-16" */
};

/* AUTO: a byte order mark decides; else well-formed UTF-8 that is pure ASCII or has a
 * character of three bytes or more; else strict GB18030; else CP936; else UTF-8 if it is
 * well-formed. UTF-8 input is not copied. XC_EINPUT names the line and column of the
 * first bad byte. Release with xc_decoded_free also after a failure. */
int xc_decode(struct xc_str bytes, enum xc_import_encoding encoding, struct xc_str file,
              struct xc_decoded *decoded, struct xc_error *error);
void xc_decoded_free(struct xc_decoded *decoded);

#endif
