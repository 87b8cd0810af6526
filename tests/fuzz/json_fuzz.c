/* JSON tables: what stands behind the first byte follows an opening bracket. */
#include "import_target.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *text = size > 0 ? malloc(size) : NULL;
    if (text == NULL)
        return 0;
    memcpy(text, data, size);
    text[0] = '[';
    import_bytes((struct xc_str){text, size}, data[0]);
    free(text);
    return 0;
}
