/* Text tables in any encoding: the first byte picks the table and the mode. */
#include "import_target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size > 0)
        import_bytes((struct xc_str){(const char *)data + 1, size - 1}, data[0]);
    return 0;
}
