#include "exchange/blank_book.h"

#include <string.h>

enum { PART_BYTES = 256 << 20 };

static bool begins(const char *text, const char *with) {
    return strncmp(text, with, strlen(with)) == 0;
}

int xc_blank_copy(const struct xc_blank *blank, const char *part) {
    struct xc_buffer bytes = xc_buffer_make(PART_BYTES);
    int rc = xc_zip_read(blank->zip, part, &bytes, blank->error);
    if (rc == XC_OK) {
        xc_zip_out_part(blank->out, part);
        xc_zip_out_add(blank->out, xc_buffer_view(&bytes));
    }
    xc_buffer_free(&bytes);
    return rc;
}

static bool is_folder(const char *part) {
    size_t len = strlen(part);
    return len == 0 || part[len - 1] == '/';
}

static int word_part(void *context, const char *part) {
    bool page = begins(part, "word/document") || begins(part, "word/header") ||
                begins(part, "word/footer");
    return is_folder(part) ? XC_OK
           : page && xc_str_ends(xc_str_from(part), XC_STR(".xml"))
               ? xc_blank_docx(context, part)
               : xc_blank_copy(context, part);
}

static int book_part(void *context, const char *part) {
    return is_folder(part) ? XC_OK : xc_blank_book_part(context, part);
}

static int fill_book(const struct xc_blank *blank) {
    struct xc_blank_book book;
    int rc = xc_blank_book_open(blank, &book);
    rc = rc == XC_OK ? xc_zip_each(blank->zip, book_part, &book, blank->error) : rc;
    xc_blank_book_free(&book);
    return rc;
}

static int fill(struct xc_blank *blank) {
    if (xc_zip_has(blank->zip, "word/document.xml")) {
        return xc_zip_each(blank->zip, word_part, blank, blank->error);
    }
    return xc_zip_has(blank->zip, "xl/workbook.xml")
               ? fill_book(blank)
               : xc_fail_at(blank->error, XC_EINPUT, blank->file, 0, 0,
                            "the form is neither a .docx nor a .xlsx file");
}

int xc_blank_fill(struct xc_str bytes, struct xc_str file, const json_t *data,
                  struct xc_buffer *out, struct xc_error *error) {
    struct xc_blank blank = {.file = file, .data = data, .error = error};
    int rc = xc_zip_open(bytes, file, &blank.zip, error);
    if (rc == XC_OK) {
        rc = xc_zip_out_new(out, &blank.out, error);
    }
    rc = rc == XC_OK ? fill(&blank) : rc;
    if (rc == XC_OK) {
        rc = xc_zip_out_finish(blank.out, error);
    }
    xc_zip_out_free(blank.out);
    xc_zip_close(blank.zip);
    return rc;
}
