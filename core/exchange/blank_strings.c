#include "exchange/blank_strings.h"

#include "exchange/ooxml_text.h"

#include <stdlib.h>
#include <string.h>

enum { TEXT_BYTES = 256 << 20 };

static void on_start(struct xc_xml *xml, const char *name, const char **attributes) {
    struct xc_blank_strings *strings = xml->context;
    (void)attributes;
    strings->skip = strings->skip || strcmp(name, "rPh") == 0;
    strings->in_text = strcmp(name, "t") == 0 && !strings->skip;
}

static void on_text(struct xc_xml *xml, struct xc_str text) {
    struct xc_blank_strings *strings = xml->context;
    if (strings->in_text) {
        (void)xc_buffer_add(&strings->text, text);
    }
}

static void keep(struct xc_xml *xml, struct xc_blank_strings *strings) {
    if (strings->count == strings->capacity) {
        size_t capacity = strings->capacity ? strings->capacity * 2 : 256;
        size_t *ends = realloc(strings->ends, capacity * sizeof *ends);
        if (!ends) {
            xc_xml_stop(xml, XC_ENOMEM);
            return;
        }
        strings->ends = ends;
        strings->capacity = capacity;
    }
    xc_ooxml_decode(&strings->text,
                    strings->count > 0 ? strings->ends[strings->count - 1] : 0);
    strings->ends[strings->count++] = strings->text.len;
}

static void on_end(struct xc_xml *xml, const char *name) {
    struct xc_blank_strings *strings = xml->context;
    strings->in_text = false;
    if (strcmp(name, "rPh") == 0) {
        strings->skip = false;
    } else if (strcmp(name, "si") == 0) {
        keep(xml, strings);
    }
}

int xc_blank_strings_read(struct xc_zip *zip, struct xc_blank_strings *strings,
                          struct xc_error *error) {
    static const char part[] = "xl/sharedStrings.xml";
    struct xc_xml xml = {
        .start = on_start, .end = on_end, .text = on_text, .context = strings};
    *strings = (struct xc_blank_strings){.text = xc_buffer_make(TEXT_BYTES)};
    int rc = xc_zip_has(zip, part) ? xc_zip_parse(zip, part, &xml, error) : XC_OK;
    return rc == XC_ENOMEM || strings->text.failed ? xc_fail_memory(error) : rc;
}

void xc_blank_strings_free(struct xc_blank_strings *strings) {
    free(strings->ends);
    xc_buffer_free(&strings->text);
}

struct xc_str xc_blank_string(const struct xc_blank_strings *strings, uint64_t number) {
    if (number >= strings->count) {
        return XC_STR("");
    }
    size_t from = number > 0 ? strings->ends[number - 1] : 0;
    return xc_str_slice(xc_buffer_view(&strings->text), from,
                        strings->ends[number] - from);
}
