/* A page of a Word blank. The parser says where paragraphs, rows and texts stand; what
 * lies between them is copied as bytes. Word cuts a name into several runs where somebody
 * went back to it: names are looked for in the whole text of a paragraph, and what stands
 * for one goes where it began. */
#include "exchange/blank_fields.h"

#include "base/markup.h"
#include "exchange/ooxml_text.h"

#include <stdlib.h>
#include <string.h>

enum { PART_BYTES = 256 << 20, DEPTH = 64 };

enum mark_kind { MARK_TEXT = 1, MARK_ROW, MARK_ROW_END };

struct mark {
    enum mark_kind kind;
    size_t from, to;   /* text: of the whole element; row: of its tag */
    size_t first, len; /* text: in page->text */
    size_t head, next; /* text: the first of its paragraph, and the next; 0: the last */
    size_t before;     /* text: how much of its paragraph's stands before it */
    size_t end;        /* row: the mark that ends it */
};

/* A name in the line, and the places of its braces. */
struct field {
    size_t from, to;
    struct xc_str name;
};

struct page {
    const struct xc_blank *blank;
    struct xc_buffer bytes; /* of the part */
    struct xc_buffer text;  /* of all texts, behind one another */
    struct mark *marks;     /* owned */
    size_t count, capacity;
    size_t tails[DEPTH], depth; /* the newest text of each open paragraph, from 1; they
                                   lie in text boxes too */
    size_t rows[DEPTH], row_depth;
    size_t body, body_end; /* between <w:body> and the section at its end */
    size_t body_depth, level;
    bool in_text;
    struct xc_buffer out;
    struct xc_buffer value; /* being made */
    /* the paragraph that was last looked at */
    size_t lined; /* its first text, from 1; 0: none yet */
    struct xc_buffer line;
    struct field *fields; /* owned */
    size_t field_count, field_capacity;
};

/* ---- Reading ---- */

static size_t place(const struct xc_xml *xml) {
    return (size_t)XML_GetCurrentByteIndex(xml->parser);
}

static size_t behind(const struct xc_xml *xml) {
    return place(xml) + (size_t)XML_GetCurrentByteCount(xml->parser);
}

static struct mark *add_mark(struct xc_xml *xml, struct page *page, enum mark_kind kind) {
    if (page->count == page->capacity) {
        size_t capacity = page->capacity ? page->capacity * 2 : 256;
        struct mark *marks = realloc(page->marks, capacity * sizeof *marks);
        if (!marks) {
            xc_xml_stop(xml, xc_fail_memory(page->blank->error));
            return NULL;
        }
        page->marks = marks;
        page->capacity = capacity;
    }
    struct mark *mark = &page->marks[page->count++];
    *mark = (struct mark){.kind = kind, .from = place(xml), .to = behind(xml)};
    return mark;
}

/* The newest mark is the next text of the paragraph that ends with *tail so far. */
static void follow(struct page *page, size_t *tail) {
    struct mark *mark = &page->marks[page->count - 1];
    mark->head = page->count - 1;
    if (*tail > 0) {
        struct mark *last = &page->marks[*tail - 1];
        last->next = page->count - 1;
        mark->head = last->head;
        mark->before = last->before + last->len;
    }
    *tail = page->count;
}

static bool is_named(const char *name, const char *wanted) {
    return strcmp(name, wanted) == 0;
}

static void too_deep(struct xc_xml *xml, const struct page *page) {
    xc_xml_stop(xml, xc_fail_at(page->blank->error, XC_EINPUT, page->blank->file, 0, 0,
                                "the form's tables lie too deep in one another"));
}

/* Formulas and drawings have elements of that name too. */
static bool is_word_text(const struct xc_xml *xml, const struct page *page) {
    static const char tag[] = "<w:t";
    size_t from = place(xml);
    return from + sizeof tag < page->bytes.len &&
           memcmp(page->bytes.ptr + from, tag, sizeof tag - 1) == 0;
}

static void on_start(struct xc_xml *xml, const char *name, const char **attributes) {
    struct page *page = xml->context;
    struct mark *mark;
    (void)attributes;
    page->level++;
    if (is_named(name, "p")) {
        if (page->depth == DEPTH) {
            too_deep(xml, page);
            return;
        }
        page->tails[page->depth++] = 0;
    } else if (is_named(name, "tr")) {
        if (page->row_depth == DEPTH) {
            too_deep(xml, page);
            return;
        }
        page->rows[page->row_depth++] = page->count;
        (void)add_mark(xml, page, MARK_ROW);
    } else if (is_named(name, "t") && page->depth > 0 && is_word_text(xml, page)) {
        mark = add_mark(xml, page, MARK_TEXT);
        if (mark) {
            mark->first = page->text.len;
            follow(page, &page->tails[page->depth - 1]);
            page->in_text = true;
        }
    } else if (is_named(name, "body")) {
        page->body = behind(xml);
        page->body_depth = page->level;
    } else if (is_named(name, "sectPr") && page->level == page->body_depth + 1) {
        page->body_end = place(xml);
    }
}

static void on_text(struct xc_xml *xml, struct xc_str text) {
    struct page *page = xml->context;
    if (page->in_text) {
        (void)xc_buffer_add(&page->text, text);
    }
}

static void on_end(struct xc_xml *xml, const char *name) {
    struct page *page = xml->context;
    page->level--;
    if (is_named(name, "p") && page->depth > 0) {
        page->depth--;
    } else if (is_named(name, "tr") && page->row_depth > 0) {
        size_t row = page->rows[--page->row_depth];
        struct mark *mark = add_mark(xml, page, MARK_ROW_END);
        if (mark) {
            page->marks[row].end = page->count - 1;
        }
    } else if (is_named(name, "t") && page->in_text) {
        struct mark *mark = &page->marks[page->count - 1];
        mark->to = behind(xml);
        mark->len = page->text.len - mark->first;
        page->in_text = false;
    } else if (is_named(name, "body") && page->body_end == 0) {
        page->body_end = place(xml);
    }
}

/* ---- Filling ---- */

static struct xc_str text_of(const struct page *page, const struct mark *mark) {
    return xc_str_slice(xc_buffer_view(&page->text), mark->first, mark->len);
}

static void add_field(struct page *page, struct field field) {
    if (page->field_count == page->field_capacity) {
        size_t capacity = page->field_capacity ? page->field_capacity * 2 : 64;
        struct field *fields = realloc(page->fields, capacity * sizeof *fields);
        if (!fields) {
            page->line.failed = true;
            return;
        }
        page->fields = fields;
        page->field_capacity = capacity;
    }
    page->fields[page->field_count++] = field;
}

/* The whole text of the paragraph that a text belongs to, and its names, in page->line
 * and page->fields: made once for all texts of a paragraph. */
static void gather_line(struct page *page, size_t at) {
    size_t head = page->marks[at].head, next = 0;
    struct field field;
    if (page->lined == head + 1) {
        return;
    }
    page->lined = head + 1;
    page->field_count = 0;
    xc_buffer_clear(&page->line);
    for (size_t i = head + 1; i > 0;
         i = page->marks[i - 1].next ? page->marks[i - 1].next + 1 : 0) {
        (void)xc_buffer_add(&page->line, text_of(page, &page->marks[i - 1]));
    }
    while (xc_blank_next(xc_buffer_view(&page->line), &next, &field.from, &field.to,
                         &field.name)) {
        add_field(page, field);
    }
}

/* The first name that ends behind a place. */
static size_t first_field(const struct page *page, size_t place) {
    size_t from = 0, to = page->field_count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (page->fields[middle].to <= place) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return from;
}

static void add_escaped(struct page *page, struct xc_str text) {
    uint32_t character;
    do {
        xc_markup_escape(&page->out, xc_ooxml_piece(&text, &character));
        if (character == '\n') {
            xc_buffer_puts(&page->out, "</w:t><w:br/><w:t xml:space=\"preserve\">");
        } else if (character == '\t') {
            xc_buffer_puts(&page->out, "</w:t><w:tab/><w:t xml:space=\"preserve\">");
        } else if (character != 0) {
            xc_buffer_puts(&page->out, "\xef\xbf\xbd");
        }
    } while (character != 0);
}

/* One text: what of the line's plain pieces lies in it, and the values of names that
 * begin in it. */
static int fill_text(struct page *page, size_t at, const struct xc_blank_scope *scope) {
    const struct mark *mark = &page->marks[at];
    size_t plain = mark->before, end = mark->before + mark->len;
    gather_line(page, at);
    struct xc_str line = xc_buffer_view(&page->line);
    if (page->field_count == 0) {
        xc_buffer_append(&page->out, page->bytes.ptr + mark->from, mark->to - mark->from);
        return XC_OK;
    }
    xc_buffer_puts(&page->out, "<w:t xml:space=\"preserve\">");
    for (size_t i = first_field(page, plain);
         i < page->field_count && page->fields[i].from < end; i++) {
        const struct field *field = &page->fields[i];
        if (plain < field->from) {
            add_escaped(page, xc_str_slice(line, plain, field->from - plain));
        }
        if (field->from >= mark->before) {
            const json_t *value = xc_blank_find(scope, field->name);
            if (!value) {
                return xc_blank_unknown(page->blank, scope, field->name);
            }
            xc_buffer_clear(&page->value);
            xc_blank_say(value, &page->value);
            add_escaped(page, xc_buffer_view(&page->value));
        }
        plain = field->to;
    }
    if (plain < end) {
        add_escaped(page, xc_str_slice(line, plain, end - plain));
    }
    xc_buffer_puts(&page->out, "</w:t>");
    return XC_OK;
}

/* The list that a row is repeated for: that of its first name that has one, rows inside
 * it left out. */
static const json_t *row_list(struct page *page, size_t row,
                              const struct xc_blank_scope *scope, struct xc_str *list) {
    for (size_t i = row + 1; i < page->marks[row].end; i++) {
        if (page->marks[i].kind == MARK_ROW) {
            i = page->marks[i].end;
            continue;
        }
        if (page->marks[i].kind != MARK_TEXT || page->marks[i].head != i) {
            continue;
        }
        gather_line(page, i);
        for (size_t k = 0; k < page->field_count; k++) {
            const json_t *found = xc_blank_list(scope, page->fields[k].name, list);
            if (found) {
                return found;
            }
        }
    }
    return NULL;
}

/* An element of a list that has none: every name of it is there, and says nothing. */
static json_t *nothing_for(struct page *page, size_t row) {
    json_t *nothing = json_object();
    for (size_t i = row + 1; i < page->marks[row].end; i++) {
        if (page->marks[i].kind != MARK_TEXT || page->marks[i].head != i) {
            continue;
        }
        gather_line(page, i);
        for (size_t k = 0; k < page->field_count; k++) {
            xc_blank_forget(nothing, page->fields[k].name);
        }
    }
    return nothing;
}

static int fill(struct page *page, size_t from, size_t to, size_t mark,
                const struct xc_blank_scope *scope);

static int fill_row(struct page *page, size_t row, const struct xc_blank_scope *scope) {
    const struct mark *mark = &page->marks[row];
    size_t end = page->marks[mark->end].to;
    struct xc_str list;
    const json_t *elements = row_list(page, row, scope, &list), *element;
    size_t i;
    int rc = XC_OK;
    if (!elements) {
        xc_buffer_append(&page->out, page->bytes.ptr + mark->from, mark->to - mark->from);
        return fill(page, mark->to, end, row + 1, scope);
    }
    json_t *nothing = json_array_size(elements) == 0 ? nothing_for(page, row) : NULL;
    json_array_foreach(elements, i, element) {
        const struct xc_blank_scope inner = {element, list, scope};
        xc_buffer_append(&page->out, page->bytes.ptr + mark->from, mark->to - mark->from);
        rc = rc == XC_OK ? fill(page, mark->to, end, row + 1, &inner) : rc;
    }
    if (nothing) {
        const struct xc_blank_scope inner = {nothing, list, scope};
        xc_buffer_append(&page->out, page->bytes.ptr + mark->from, mark->to - mark->from);
        rc = fill(page, mark->to, end, row + 1, &inner);
    }
    json_decref(nothing);
    return rc;
}

/* The bytes from…to, marks from `mark` on. */
static int fill(struct page *page, size_t from, size_t to, size_t mark,
                const struct xc_blank_scope *scope) {
    int rc = XC_OK;
    for (size_t i = mark; i < page->count && page->marks[i].from < to && rc == XC_OK;
         i++) {
        const struct mark *at = &page->marks[i];
        if (at->from < from || at->kind == MARK_ROW_END) {
            continue;
        }
        xc_buffer_append(&page->out, page->bytes.ptr + from, at->from - from);
        if (at->kind == MARK_TEXT) {
            rc = fill_text(page, i, scope);
            from = at->to;
        } else {
            rc = fill_row(page, i, scope);
            i = at->end;
            from = page->marks[i].to;
        }
    }
    if (rc == XC_OK) {
        xc_buffer_append(&page->out, page->bytes.ptr + from, to - from);
    }
    return rc;
}

static size_t first_mark(const struct page *page, size_t from) {
    size_t i = 0;
    while (i < page->count && page->marks[i].from < from) {
        i++;
    }
    return i;
}

static const char page_break[] = "<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p>";

/* The text of the body, once for every document. */
static int fill_body(struct page *page) {
    const json_t *data = page->blank->data;
    const json_t *documents = json_object_get(data, "documents"), *document;
    const struct xc_blank_scope whole = {data, XC_STR(""), NULL};
    size_t mark = first_mark(page, page->body), i;
    int rc = fill(page, 0, page->body, 0, &whole);
    if (!json_is_array(documents)) {
        rc = rc == XC_OK ? fill(page, page->body, page->body_end, mark, &whole) : rc;
    }
    json_array_foreach(documents, i, document) {
        const struct xc_blank_scope own = {document, XC_STR(""), &whole};
        if (i > 0) {
            xc_buffer_puts(&page->out, page_break);
        }
        rc = rc == XC_OK ? fill(page, page->body, page->body_end, mark, &own) : rc;
    }
    return rc == XC_OK ? fill(page, page->body_end, page->bytes.len,
                              first_mark(page, page->body_end), &whole)
                       : rc;
}

int xc_blank_docx(const struct xc_blank *blank, const char *part) {
    struct page page = {.blank = blank,
                        .bytes = xc_buffer_make(PART_BYTES),
                        .text = xc_buffer_make(PART_BYTES),
                        .out = xc_buffer_make((size_t)1 << 30),
                        .line = xc_buffer_make(PART_BYTES),
                        .value = xc_buffer_make(PART_BYTES)};
    struct xc_xml xml = {
        .start = on_start, .end = on_end, .text = on_text, .context = &page};
    int rc = xc_zip_read(blank->zip, part, &page.bytes, blank->error);
    if (rc == XC_OK) {
        rc = xc_zip_parse(blank->zip, part, &xml, blank->error);
    }
    if (rc == XC_OK && page.body > 0) {
        rc = fill_body(&page);
    } else if (rc == XC_OK) {
        const json_t *documents = json_object_get(blank->data, "documents");
        const struct xc_blank_scope whole = {blank->data, XC_STR(""), NULL};
        const struct xc_blank_scope first = {json_array_get(documents, 0), XC_STR(""),
                                             &whole};
        rc = fill(&page, 0, page.bytes.len, 0, documents ? &first : &whole);
    }
    if (rc == XC_OK && (page.out.failed || page.text.failed || page.line.failed)) {
        rc = xc_fail_memory(blank->error);
    }
    if (rc == XC_OK) {
        xc_zip_out_part(blank->out, part);
        xc_zip_out_add(blank->out, xc_buffer_view(&page.out));
    }
    free(page.marks);
    free(page.fields);
    xc_buffer_free(&page.bytes);
    xc_buffer_free(&page.text);
    xc_buffer_free(&page.out);
    xc_buffer_free(&page.line);
    xc_buffer_free(&page.value);
    return rc;
}
