/* In which format a document for people is written, and where to. Private to core/cli. */
#ifndef XC_CLI_OUTPUT_H
#define XC_CLI_OUTPUT_H

#include "cli/cli.h"
#include "report/sheet.h"

enum xc_output_format {
    XC_OUTPUT_TEXT = 0,
    XC_OUTPUT_CSV,
    XC_OUTPUT_HTML,
    XC_OUTPUT_XLSX,
    XC_OUTPUT_DOCX,
    XC_OUTPUT_JSON,
    XC_OUTPUT_FORMATS
};
const char *xc_output_word(enum xc_output_format format);

/* The format of --format, else json where the answer shall be JSON, else text. XC_EUSAGE:
 * there is none of that name, or it is nothing for a terminal. */
int xc_output_find(const struct xc_cli *cli, enum xc_output_format *format,
                   struct xc_error *error);

/* XC_EUSAGE: a workbook or document would go to a terminal, or into the answer's JSON. */
int xc_output_check(const struct xc_cli *cli, enum xc_output_format format,
                    struct xc_error *error);

/* Appends the sheet, or for XC_OUTPUT_JSON the json as one canonical line. */
int xc_output_write(enum xc_output_format format, const struct xc_sheet *sheet,
                    const json_t *json, struct xc_buffer *out, struct xc_error *error);

/* Puts what was written to --output, or else to standard output. */
int xc_output_put(struct xc_cli *cli, enum xc_output_format format,
                  const struct xc_buffer *text, struct xc_error *error);

#endif
