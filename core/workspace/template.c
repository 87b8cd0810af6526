#include "workspace/template.h"

/* What stands in for the texts while the translation, which may reorder them, is rendered
 * once. No translation contains these words. */
static const char *const marks[XC_TEMPLATE_PLACES] = {"{first}", "{second}", "{third}"};

static size_t mark_at(struct xc_str text, unsigned *place) {
    for (unsigned i = 0; i < XC_TEMPLATE_PLACES; i++) {
        struct xc_str mark = xc_str_from(marks[i]);
        if (xc_str_starts(text, mark)) {
            *place = i + 1;
            return mark.len;
        }
    }
    return 0;
}

static void take_apart(struct xc_template *sentence, struct xc_str text) {
    size_t start = 0;
    sentence->count = 0;
    for (size_t at = 0; at <= text.len; at++) {
        unsigned place = 0;
        size_t len = mark_at(xc_str_slice(text, at, text.len), &place);
        bool ends = at == text.len || len > 0;
        if (ends && at > start && sentence->count < XC_TEMPLATE_PARTS) {
            sentence->parts[sentence->count++].text =
                xc_str_slice(text, start, at - start);
        }
        if (len > 0 && sentence->count < XC_TEMPLATE_PARTS) {
            sentence->parts[sentence->count++].place = place;
            start = at + len;
            at = start - 1;
        }
    }
}

int xc_template_make(struct xc_template *sentence, const char *format,
                     const struct xc_catalogue *catalogue, struct xc_arena *arena) {
    struct xc_message message = {.id = format};
    struct xc_buffer text = xc_buffer_make(1 << 16);
    *sentence = (struct xc_template){0};
    for (unsigned i = 0; i < XC_TEMPLATE_PLACES; i++) {
        struct xc_str mark = xc_str_from(marks[i]);
        for (size_t k = 0; k <= mark.len; k++) {
            message.args[message.used++] = k < mark.len ? mark.ptr[k] : '\0';
        }
        message.count++;
    }
    int rc = xc_message_render(&message, catalogue, &text);
    struct xc_str kept = xc_arena_copy(arena, xc_buffer_view(&text));
    xc_buffer_free(&text);
    if (rc != XC_OK || !kept.ptr) {
        return XC_ENOMEM;
    }
    take_apart(sentence, kept);
    return XC_OK;
}

void xc_template_fill(const struct xc_template *sentence, struct xc_str first,
                      struct xc_str second, struct xc_str third, struct xc_buffer *out) {
    const struct xc_str texts[XC_TEMPLATE_PLACES] = {first, second, third};
    for (size_t i = 0; i < sentence->count; i++) {
        const struct xc_template_part *part = &sentence->parts[i];
        xc_buffer_add(out, part->place ? texts[part->place - 1] : part->text);
    }
}
