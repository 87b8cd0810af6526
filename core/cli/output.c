#include "cli/output.h"

#include "base/file.h"

#include <string.h>
#include <unistd.h>

/* JSON is made apart from the sheet. */
static const struct {
    const char *name;
    int (*write)(const struct xc_sheet *sheet, struct xc_buffer *out,
                 struct xc_error *error);
    bool binary; /* nothing for a terminal */
} formats[XC_OUTPUT_FORMATS] = {
    [XC_OUTPUT_TEXT] = {"text", xc_sheet_write_text, false},
    [XC_OUTPUT_CSV] = {"csv", xc_sheet_write_csv, false},
    [XC_OUTPUT_HTML] = {"html", xc_sheet_write_html, false},
    [XC_OUTPUT_XLSX] = {"xlsx", xc_sheet_write_xlsx, true},
    [XC_OUTPUT_DOCX] = {"docx", xc_sheet_write_docx, true},
    [XC_OUTPUT_JSON] = {"json", NULL, false},
};

const char *xc_output_word(enum xc_output_format format) {
    return formats[format].name;
}

int xc_output_check(const struct xc_cli *cli, enum xc_output_format format,
                    struct xc_error *error) {
    if (!formats[format].binary || xc_args_value(&cli->args, "output") ||
        (!cli->json && !isatty(STDOUT_FILENO))) {
        return XC_OK;
    }
    xc_fail(error, XC_EUSAGE, "a report as %s goes to a file", formats[format].name);
    return xc_hint(error, "name one: -o report.%s", formats[format].name);
}

int xc_output_find(const struct xc_cli *cli, enum xc_output_format *format,
                   struct xc_error *error) {
    const char *word = xc_args_value(&cli->args, "format");
    *format = cli->json ? XC_OUTPUT_JSON : XC_OUTPUT_TEXT;
    for (size_t i = 0; word && i < XC_OUTPUT_FORMATS; i++) {
        if (strcmp(formats[i].name, word) == 0) {
            *format = (enum xc_output_format)i;
            return xc_output_check(cli, *format, error);
        }
    }
    return word ? xc_fail(error, XC_EUSAGE,
                          "--format: '%s' is none of text, csv, html, xlsx, docx, json",
                          word)
                : XC_OK;
}

int xc_output_write(enum xc_output_format format, const struct xc_sheet *sheet,
                    const json_t *json, struct xc_buffer *out, struct xc_error *error) {
    if (formats[format].write) {
        return formats[format].write(sheet, out, error);
    }
    int rc = xc_json_canonical(json, out, error);
    return rc == XC_OK && xc_buffer_putc(out, '\n') != XC_OK ? xc_fail_memory(error) : rc;
}

int xc_output_put(struct xc_cli *cli, enum xc_output_format format,
                  const struct xc_buffer *text, struct xc_error *error) {
    const char *path = xc_args_value(&cli->args, "output");
    if (!path) {
        cli->answered = format == XC_OUTPUT_JSON;
        return xc_buffer_add(&cli->out, xc_buffer_view(text)) == XC_OK
                   ? XC_OK
                   : xc_fail_memory(error);
    }
    int rc = xc_file_write(path, xc_buffer_view(text), 0600, error);
    if (rc == XC_OK && cli->json) {
        return xc_cli_json(cli, json_pack("{s:s}", "file", path), error);
    }
    if (rc == XC_OK) {
        xc_cli_say(cli, "The report is in %s", path);
    }
    return rc;
}
