/* What a workbook says about itself: where its parts are and which sheet is the first
 * visible one. */
#ifndef XC_EXCHANGE_XLSX_BOOK_H
#define XC_EXCHANGE_XLSX_BOOK_H

#include "exchange/xlsx_read.h"
#include "exchange/xlsx_zip.h"

enum { XC_XLSX_PATH = 256 };

struct xc_xlsx_book {
    char sheet[XC_XLSX_PATH];
    char strings[XC_XLSX_PATH]; /* empty: no shared texts */
    char styles[XC_XLSX_PATH];
};

int xc_xlsx_book_read(struct xc_zip *zip, struct xc_str file, struct xc_xlsx_book *book,
                      struct xc_xlsx_facts *facts, struct xc_error *error);

#endif
