/* The line of somebody who signs, where it is only text. */
#ifndef XC_REPORT_SHEET_SIGNS_H
#define XC_REPORT_SHEET_SIGNS_H

#include "report/sheet.h"

/* "Drawn up by: ____  Date: ____"; kept in the sheet's arena; empty: no memory. */
struct xc_str xc_sheet_sign_text(const struct xc_sheet *sheet, struct xc_str who);

#endif
