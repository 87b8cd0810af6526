/* Workbooks: the input as a whole, and as the sheet inside a sound workbook, where no
 * checksum keeps the fuzzer out. */
#include "import_target.h"

#include "../unit/exchange/workbook.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct xc_buffer bytes = xc_buffer_make((size_t)1 << 26);
    struct xc_str text = {(const char *)data, size};
    if (size > 0) {
        import_bytes((struct xc_str){text.ptr + 1, size - 1}, data[0]);
        make_workbook(one_sheet,
                      "<si><t>编号</t></si><si><t>名称</t></si><si><t>x</t></si>",
                      xc_str_slice(text, 1, size), &bytes);
        import_bytes(xc_buffer_view(&bytes), data[0]);
    }
    xc_buffer_free(&bytes);
    return 0;
}
