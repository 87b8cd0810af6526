#include "exchange/xlsx_styles.h"

#include <stdlib.h>
#include <string.h>

enum { CUSTOM_FORMATS = 4096 };

struct reading {
    struct xc_xlsx_styles *styles;
    unsigned custom[CUSTOM_FORMATS]; /* numbers of the custom formats that show dates */
    size_t custom_count;
    bool inside; /* cellXfs */
    unsigned next;
};

static bool builtin_is_date(unsigned format) {
    return (format >= 14 && format <= 17) || format == 22 ||
           (format >= 27 && format <= 31) || format == 36 ||
           (format >= 50 && format <= 54) || format == 57 || format == 58;
}

bool xc_xlsx_format_is_date(const char *format) {
    bool day_or_year = false;
    for (const char *p = format; *p != '\0'; p++) {
        if (*p == '"') {
            p = strchr(p + 1, '"');
            if (p == NULL)
                break;
        } else if (*p == '[') {
            p = strchr(p, ']');
            if (p == NULL)
                break;
        } else if (*p == '\\' || *p == '_' || *p == '*') {
            if (p[1] == '\0')
                break;
            p++;
        } else if (*p == ';') {
            break;
        } else if (strchr("yYdDeE", *p) != NULL) {
            /* E+ and E- are the exponent of scientific notation. */
            if ((*p == 'E' || *p == 'e') && (p[1] == '+' || p[1] == '-'))
                return false;
            day_or_year = true;
        } else if (*p == '0' || *p == '#' || *p == '?') {
            return false;
        }
    }
    return day_or_year && strncmp(format, "General", 7) != 0;
}

static unsigned number_of(const char *text) {
    uint64_t value = 0;
    return text != NULL && xc_str_to_uint(xc_str_from(text), 1000000, &value)
               ? (unsigned)value
               : 0;
}

static void on_start(struct xc_xml *xml, const char *name, const char **attributes) {
    struct reading *reading = xml->context;
    if (strcmp(name, "numFmt") == 0) {
        const char *code = xc_xml_attribute(attributes, "formatCode");
        if (code != NULL && xc_xlsx_format_is_date(code) &&
            reading->custom_count < CUSTOM_FORMATS)
            reading->custom[reading->custom_count++] =
                number_of(xc_xml_attribute(attributes, "numFmtId"));
    } else if (strcmp(name, "cellXfs") == 0) {
        reading->inside = true;
    } else if (reading->inside && strcmp(name, "xf") == 0) {
        unsigned format = number_of(xc_xml_attribute(attributes, "numFmtId"));
        unsigned style = reading->next++;
        if (style >= XC_XLSX_STYLES)
            return;
        bool date = builtin_is_date(format);
        for (size_t i = 0; !date && i < reading->custom_count; i++)
            date = reading->custom[i] == format;
        if (date)
            reading->styles->date[style / 8] |= (unsigned char)(1U << style % 8);
    }
}

static void on_end(struct xc_xml *xml, const char *name) {
    struct reading *reading = xml->context;
    if (strcmp(name, "cellXfs") == 0)
        reading->inside = false;
}

int xc_xlsx_styles_read(struct xc_zip *zip, const char *part,
                        struct xc_xlsx_styles *styles, struct xc_error *error) {
    memset(styles, 0, sizeof *styles);
    if (!xc_zip_has(zip, part))
        return XC_OK;
    struct reading *reading = calloc(1, sizeof *reading);
    if (reading == NULL)
        return xc_fail_memory(error);
    reading->styles = styles;
    struct xc_xml xml = {.start = on_start, .end = on_end, .context = reading};
    int code = xc_zip_parse(zip, part, &xml, error);
    free(reading);
    return code;
}

bool xc_xlsx_styles_date(const struct xc_xlsx_styles *styles, unsigned style) {
    return style < XC_XLSX_STYLES && (styles->date[style / 8] >> style % 8 & 1) != 0;
}
