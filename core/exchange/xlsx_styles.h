/* Which cell styles of a workbook show a number as a date. */
#ifndef XC_EXCHANGE_XLSX_STYLES_H
#define XC_EXCHANGE_XLSX_STYLES_H

#include "exchange/xlsx_zip.h"

enum { XC_XLSX_STYLES = 65536 };

struct xc_xlsx_styles {
    unsigned char date[XC_XLSX_STYLES / 8]; /* bit per style number */
};

/* A workbook without a styles part has no dates. */
int xc_xlsx_styles_read(struct xc_zip *zip, const char *part,
                        struct xc_xlsx_styles *styles, struct xc_error *error);
bool xc_xlsx_styles_date(const struct xc_xlsx_styles *styles, unsigned style);

/* True where a number format such as yyyy"年"m"月"d"日" shows a date. */
bool xc_xlsx_format_is_date(const char *format);

#endif
