#include "exchange/blank_fields.h"

#include <string.h>

enum { PART_BYTES = 256 << 20 };

struct copying {
    struct xc_blank blank;
    bool word;
};

static bool begins(const char *text, const char *with) {
    return strncmp(text, with, strlen(with)) == 0;
}

static bool is_page(const struct copying *copying, const char *part) {
    return copying->word ? begins(part, "word/document") || begins(part, "word/header") ||
                               begins(part, "word/footer")
                         : begins(part, "xl/worksheets/sheet");
}

static int copy_part(const struct xc_blank *blank, const char *part) {
    struct xc_buffer bytes = xc_buffer_make(PART_BYTES);
    int rc = xc_zip_read(blank->zip, part, &bytes, blank->error);
    if (rc == XC_OK) {
        xc_zip_out_part(blank->out, part);
        xc_zip_out_add(blank->out, xc_buffer_view(&bytes));
    }
    xc_buffer_free(&bytes);
    return rc;
}

static int each_part(void *context, const char *part) {
    const struct copying *copying = context;
    size_t len = strlen(part);
    if (len == 0 || part[len - 1] == '/') {
        return XC_OK; /* a folder */
    }
    if (!is_page(copying, part) || len < 4 || strcmp(part + len - 4, ".xml") != 0) {
        return copy_part(&copying->blank, part);
    }
    return copying->word ? xc_blank_docx(&copying->blank, part)
                         : xc_blank_xlsx(&copying->blank, part);
}

int xc_blank_fill(struct xc_str bytes, struct xc_str file, const json_t *data,
                  struct xc_buffer *out, struct xc_error *error) {
    struct copying copying = {.blank = {.file = file, .data = data, .error = error}};
    int rc = xc_zip_open(bytes, file, &copying.blank.zip, error);
    if (rc == XC_OK) {
        copying.word = xc_zip_has(copying.blank.zip, "word/document.xml");
        if (!copying.word && !xc_zip_has(copying.blank.zip, "xl/workbook.xml")) {
            rc = xc_fail_at(error, XC_EINPUT, file, 0, 0,
                            "the form is neither a .docx nor a .xlsx file");
        }
    }
    if (rc == XC_OK) {
        rc = xc_zip_out_new(out, &copying.blank.out, error);
    }
    if (rc == XC_OK) {
        rc = xc_zip_each(copying.blank.zip, each_part, &copying, error);
    }
    if (rc == XC_OK) {
        rc = xc_zip_out_finish(copying.blank.out, error);
    }
    xc_zip_out_free(copying.blank.out);
    xc_zip_close(copying.blank.zip);
    return rc;
}
