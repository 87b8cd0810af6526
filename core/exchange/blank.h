/* Blanks (表样): forms of the office's own, .docx or .xlsx, in which {{names}} stand
 * where data belongs. Everything else of the file stays as it is, to the byte where it is
 * not on a page.
 *
 * A name is a member of the data (docs/forms.md), or for the most usual ones its Chinese
 * name (机构名称). A name with a dot means a member of the elements of a list: a row of a
 * table or of a worksheet that has one is repeated for every element, and stays once,
 * empty, where there is none. Where the data holds several documents, the text of a .docx
 * is repeated for each, on pages of its own; a worksheet lists them in one row with names
 * that begin with "documents.". Formulas, and whatever else of a workbook speaks of rows,
 * follow them (docs/forms.md). */
#ifndef XC_EXCHANGE_BLANK_H
#define XC_EXCHANGE_BLANK_H

#include "base/buffer.h"
#include "base/error.h"

#include <jansson.h>

/* Appends the filled form. bytes: of the blank; file: its name, for errors. XC_EINPUT: it
 * is neither a .docx nor a .xlsx, is damaged, names something that is not in the data
 * (with a suggestion), or a worksheet has no room for all rows. */
int xc_blank_fill(struct xc_str bytes, struct xc_str file, const json_t *data,
                  struct xc_buffer *out, struct xc_error *error);

#endif
