/* How wide the columns of a part should be on paper, and which way the paper lies. */
#ifndef XC_REPORT_SHEET_WIDTHS_H
#define XC_REPORT_SHEET_WIDTHS_H

#include "report/sheet.h"

/* Terminal columns in a line of small letters on paper that stands, and that lies. */
enum { XC_SHEET_STANDING = 88, XC_SHEET_LYING = 146 };

enum xc_sheet_fit {
    XC_SHEET_AMPLE = 0, /* every cell and head in one line */
    XC_SHEET_EASY,      /* heads in two lines at most */
    XC_SHEET_BROKEN,    /* long texts take several lines */
    XC_SHEET_CROWDED    /* even short ones do */
};

/* Widths for a line of so many terminal columns, padding included. Numbers, rates, dates
 * and money are never broken; texts get what they want where that is little, and the long
 * ones the rest in equal parts. */
enum xc_sheet_fit xc_sheet_widths(const struct xc_sheet_part *part, unsigned line,
                                  unsigned widths[XC_TABLE_COLUMNS]);

/* Whether the paper lies: because it was asked for, or a table would be crowded. */
bool xc_sheet_lies(const struct xc_sheet *sheet);

#endif
