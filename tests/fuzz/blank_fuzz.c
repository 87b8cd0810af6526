/* Forms: a worksheet or the text of a Word document inside a sound file, where no
 * checksum keeps the fuzzer out. What is filled in can be filled in again, by the same
 * bytes; what is refused says why. The first byte says which of the two it is. */
#include "../unit/exchange/workbook.h"

#include "exchange/blank.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void insist(bool promise) {
    if (!promise) {
        abort();
    }
}

static json_t *some_data(void) {
    return json_pack("{s:s, s:i, s:[{s:s, s:i}, {s:s, s:i}, {s:s, s:i}], s:[]}", "title",
                     "<标题> & \"=1+1\" _x0041_", "visits", 7, "months", "month",
                     "2026-01", "visits", 1, "month", "2026-02", "visits", 2, "month",
                     "2026-03", "visits", 4, "problems");
}

static void put_document(struct xc_str body, struct xc_buffer *out) {
    struct xc_buffer xml = xc_buffer_make(1 << 26);
    (void)xc_buffer_puts(&xml, "<w:document xmlns:w=\"http://w\"><w:body>");
    (void)xc_buffer_add(&xml, body);
    (void)xc_buffer_puts(&xml, "<w:sectPr/></w:body></w:document>");
    const struct part parts[] = {{"word/document.xml", xc_buffer_view(&xml)}};
    zip_parts(parts, 1, out);
    xc_buffer_free(&xml);
}

static void fill(struct xc_str form, const json_t *data) {
    struct xc_buffer once = xc_buffer_make(1 << 27), again = xc_buffer_make(1 << 27);
    struct xc_error error = {0};
    int rc = xc_blank_fill(form, XC_STR("form"), data, &once, &error);
    if (rc == XC_OK) {
        insist(xc_blank_fill(form, XC_STR("form"), data, &again, &error) == XC_OK);
        insist(xc_str_equal(xc_buffer_view(&once), xc_buffer_view(&again)));
    } else {
        insist(rc == error.code && (rc == XC_EINPUT || rc == XC_ENOMEM));
    }
    xc_buffer_free(&once);
    xc_buffer_free(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct xc_buffer form = xc_buffer_make(1 << 26);
    struct xc_str text = {(const char *)data, size};
    json_t *values = some_data();
    insist(values != NULL);
    if (size > 0 && text.ptr[0] == 'w') {
        put_document(xc_str_slice(text, 1, size), &form);
        fill(xc_buffer_view(&form), values);
    } else if (size > 0) {
        make_workbook(one_sheet,
                      "<si><t>{{months.month}}</t></si><si><t>{{problems.item}}</t></si>",
                      xc_str_slice(text, 1, size), &form);
        fill(xc_buffer_view(&form), values);
    }
    xc_buffer_free(&form);
    json_decref(values);
    return 0;
}
