/* The first visible sheet of an .xlsx workbook as a table. */
#ifndef XC_EXCHANGE_XLSX_READ_H
#define XC_EXCHANGE_XLSX_READ_H

#include "exchange/grid.h"

struct xc_xlsx_facts {
    bool date1904;
    unsigned sheets;      /* visible ones */
    unsigned merges_wide; /* merged areas over several columns */
    char sheet[256];      /* name of the one that was read */
    uint64_t hidden;      /* its columns that are not shown, a bit for each */
};

/* XC_EINPUT: damaged, too large, encrypted, or another kind of zip file. */
int xc_xlsx_read(struct xc_str bytes, struct xc_str file, struct xc_grid *grid,
                 struct xc_xlsx_facts *facts, struct xc_error *error);

/* The date of a spreadsheet's day number (its fraction, a time of day, is dropped), or
 * XC_NO_DATE. */
xc_date xc_xlsx_date(struct xc_str number, bool date1904);

#endif
