#include "publish/figures_export.h"

#include "base/file.h"
#include "publish/export.h"
#include "publish/report_gather.h"
#include "store/ledger.h"
#include "workspace/clock.h"
#include "workspace/office.h"

#include <stdlib.h>

enum { WORKBOOK_BYTES = 64 << 20, KEY_TEXT_BYTES = 4096 };

/* ---- Files ---- */

static int write_file(const struct xc_figures_request *request,
                      const struct xc_figures_file *file, const char *ending,
                      struct xc_str bytes, struct xc_error *error) {
    struct xc_buffer name = xc_buffer_make(4096), path = xc_buffer_make(8192);
    char day[11];
    xc_date_format(file->as_of, day);
    xc_buffer_printf(&name, "figures-%.*s-%.*s-%s", XC_PRI(file->office),
                     XC_PRI(file->programme), day);
    int rc = name.failed || xc_export_path(&path, request->folder, ".",
                                           xc_buffer_view(&name), ending) != XC_OK
                 ? xc_fail_memory(error)
                 : xc_file_write(path.ptr, bytes, 0600, error);
    xc_buffer_free(&name);
    xc_buffer_free(&path);
    return rc;
}

static int write_form(const struct xc_session *session,
                      const struct xc_figures_request *request,
                      const struct xc_figures_file *file, bool blank,
                      struct xc_error *error) {
    struct xc_buffer bytes = xc_buffer_make(WORKBOOK_BYTES);
    int rc =
        xc_figures_form_write(file, xc_session_chinese(session), blank, &bytes, error);
    if (rc == XC_OK) {
        rc = write_file(request, file, ".xlsx", xc_buffer_view(&bytes), error);
    }
    xc_buffer_free(&bytes);
    return rc;
}

static int write_signed(const struct xc_session *session,
                        const struct xc_figures_request *request,
                        const struct xc_figures_file *file, struct xc_error *error) {
    struct xc_buffer signing = xc_buffer_make(XC_FIGURES_BYTES);
    struct xc_buffer whole = xc_buffer_make(XC_FIGURES_BYTES + KEY_TEXT_BYTES);
    struct xc_buffer key = xc_buffer_make(KEY_TEXT_BYTES);
    uint8_t signature[XC_SIGNATURE_BYTES];
    struct xc_str head = XC_STR(XC_FIGURES_FORMAT "\n");
    (void)xc_buffer_add(&signing, head);
    int rc = xc_figures_file_body(file, &signing, error);
    if (rc == XC_OK) {
        rc = xc_ledger_sign(session->store, xc_buffer_view(&signing), signature, error);
    }
    if (rc == XC_OK) {
        rc = xc_ledger_key(session->store, &key, error);
    }
    if (rc == XC_OK) {
        struct xc_str body =
            xc_str_slice(xc_buffer_view(&signing), head.len, signing.len);
        rc = xc_figures_file_wrap(body, xc_buffer_view(&key), signature, &whole, error);
    }
    if (rc == XC_OK) {
        rc = write_file(request, file, ".json", xc_buffer_view(&whole), error);
    }
    xc_buffer_free(&signing);
    xc_buffer_free(&whole);
    xc_buffer_free(&key);
    return rc;
}

static int check_frozen(const struct xc_session *session,
                        const struct xc_report_facts *facts, struct xc_error *error) {
    char day[11];
    if (facts->published_at != XC_NO_INSTANT) {
        return XC_OK;
    }
    xc_date_format(facts->as_of, day);
    xc_fail(error, XC_ENO, "the plan of programme %.*s of office %.*s was a draft on %s",
            XC_PRI(facts->id), XC_PRI(session->office), day);
    return xc_hint(error, "what its rates are shares of is frozen when it is approved; "
                          "figures are handed in after that");
}

int xc_figures_export(const struct xc_session *session,
                      const struct xc_figures_request *request, size_t *files,
                      struct xc_error *error) {
    struct xc_gathered gathered = {0};
    struct xc_figures_file file;
    struct xc_arena *arena = xc_arena_new((size_t)1 << 30);
    int rc = arena ? xc_report_gather(session, request->programme, request->as_of, 0,
                                      true, &gathered, error)
                   : xc_fail_memory(error);
    *files = 0;
    if (rc == XC_OK) {
        rc = check_frozen(session, &gathered.facts, error);
    }
    if (rc == XC_OK) {
        rc = xc_figures_file_count(&gathered.facts, request->half, session->now, arena,
                                   &file, error);
    }
    if (rc == XC_OK) {
        rc = xc_folder_make(request->folder, 0700, error);
    }
    if (rc == XC_OK) {
        rc = write_signed(session, request, &file, error);
    }
    if (rc == XC_OK) {
        rc = write_form(session, request, &file, false, error);
        *files = 2;
    }
    xc_gathered_free(&gathered);
    xc_arena_free(arena);
    return rc;
}

/* ---- Areas below ---- */

/* The office's own register; before it has one, the country's areas that init stored. */
static int load_register(const struct xc_session *session, struct xc_register **reg,
                         struct xc_error *error) {
    struct xc_error none = {0};
    int rc = xc_store_load_register(session->store, session->office, 0, reg,
                                    session->progress, &none);
    if (rc == XC_ENO) {
        return xc_store_load_register(session->store, XC_STR(""), 0, reg,
                                      session->progress, error);
    }
    if (rc != XC_OK) {
        *error = none;
    }
    return rc;
}

static int by_code(const void *left, const void *right) {
    const struct xc_rollup_office *a = left, *b = right;
    return xc_str_compare(a->code, b->code);
}

/* The areas directly below one, but neither zones nor collective rows. */
static int list_below(const struct xc_register *reg, struct xc_str code,
                      struct xc_arena *arena, struct xc_rollup_office **offices,
                      size_t *count, struct xc_error *error) {
    uint32_t office = xc_register_find_area(reg, code);
    *count = 0;
    *offices = xc_arena_array(arena, reg->areas.count, sizeof **offices);
    for (uint32_t i = 0; *offices && i < reg->areas.count; i++) {
        if (i == office || xc_register_area_below(reg, i, office) != i ||
            reg->areas.level[i] == XC_LEVEL_ZONE) {
            continue;
        }
        struct xc_rollup_office *one = &(*offices)[(*count)++];
        one->code = xc_arena_copy(arena, xc_register_text(reg, reg->areas.code[i]));
        one->name = xc_arena_copy(arena, xc_register_text(reg, reg->areas.name[i]));
        if (!one->code.ptr || !one->name.ptr) {
            return xc_fail_memory(error);
        }
    }
    if (!*offices) {
        return xc_fail_memory(error);
    }
    if (*count > 1) {
        qsort(*offices, *count, sizeof **offices, by_code);
    }
    return XC_OK;
}

int xc_figures_below(const struct xc_session *session, struct xc_arena *arena,
                     struct xc_rollup_office **offices, size_t *count,
                     struct xc_str *name, struct xc_error *error) {
    struct xc_register *reg = NULL;
    int rc = load_register(session, &reg, error);
    *name = XC_STR("");
    if (rc == XC_OK) {
        rc = list_below(reg, session->office, arena, offices, count, error);
    }
    if (rc == XC_OK) {
        rc = xc_office_name(session, reg, arena, name, error);
        *name = xc_arena_copy(arena, *name);
    }
    xc_register_free(reg);
    return rc;
}

/* ---- Empty forms ---- */

static int add_spans(struct xc_figures_file *file, bool half, struct xc_arena *arena,
                     struct xc_error *error) {
    xc_date first = xc_date_period_first(file->as_of, XC_PERIOD_YEAR);
    struct xc_figures_span span = xc_figures_span_at(first, half);
    int rc = XC_OK;
    for (; span.from <= file->as_of && rc == XC_OK;
         span = xc_figures_span_at(span.to + 1, half)) {
        struct xc_figures_row row = {.part = half ? XC_FIGURES_HALF : XC_FIGURES_MONTH,
                                     .span = span};
        rc = xc_figures_file_add(file, &row, arena, error);
    }
    return rc;
}

/* The rows that an office is asked for: its kinds and areas, the months of the year. */
static int add_rows(struct xc_figures_file *file, const struct xc_register *reg,
                    struct xc_arena *arena, struct xc_error *error) {
    struct xc_rollup_office *areas = NULL;
    size_t count = 0;
    struct xc_figures_row row = {.part = XC_FIGURES_TOTAL};
    int rc = xc_figures_file_add(file, &row, arena, error);
    row = (struct xc_figures_row){.part = XC_FIGURES_PERIOD, .span = file->period};
    rc = rc == XC_OK ? xc_figures_file_add(file, &row, arena, error) : rc;
    for (unsigned i = 1; i < XC_KIND_COUNT && rc == XC_OK; i++) {
        row = (struct xc_figures_row){.part = XC_FIGURES_KIND, .kind = i};
        rc = xc_figures_file_add(file, &row, arena, error);
    }
    row =
        (struct xc_figures_row){.part = XC_FIGURES_AREA, /* what lies in no area below */
                                .code = file->office,
                                .name = file->office_name};
    rc = rc == XC_OK ? xc_figures_file_add(file, &row, arena, error) : rc;
    rc = rc == XC_OK ? list_below(reg, file->office, arena, &areas, &count, error) : rc;
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        row = (struct xc_figures_row){
            .part = XC_FIGURES_AREA, .code = areas[i].code, .name = areas[i].name};
        rc = xc_figures_file_add(file, &row, arena, error);
    }
    rc = rc == XC_OK ? add_spans(file, false, arena, error) : rc;
    return rc == XC_OK ? add_spans(file, true, arena, error) : rc;
}

/* What the programme is called, where the office has a plan of it too. */
static int name_programme(const struct xc_session *session, struct xc_str programme,
                          struct xc_arena *arena, struct xc_figures_file *file,
                          struct xc_error *error) {
    struct xc_loaded loaded = {0};
    struct xc_error none = {0};
    int rc = xc_load_plans(session, programme, &loaded, &none);
    file->programme = programme;
    file->year = xc_date_ymd(file->as_of).year;
    if (rc == XC_OK) {
        file->title = xc_arena_copy(arena, loaded.plans[0].programme->title);
        file->year = loaded.plans[0].programme->year;
    } else if (rc != XC_ENO) {
        *error = none;
    }
    xc_loaded_free(&loaded);
    return rc == XC_ENO ? XC_OK : rc;
}

int xc_figures_export_blanks(const struct xc_session *session,
                             const struct xc_figures_request *request, size_t *files,
                             struct xc_error *error) {
    struct xc_arena *arena = xc_arena_new((size_t)1 << 30);
    struct xc_register *reg = NULL;
    struct xc_rollup_office *offices = NULL;
    size_t count = 0;
    struct xc_figures_file form = {.as_of = request->as_of};
    *files = 0;
    if (form.as_of == XC_NO_DATE) {
        form.as_of = xc_instant_date(session->now, xc_clock_office(session), NULL);
    }
    form.period = xc_figures_span_at(form.as_of, request->half);
    int rc = arena ? load_register(session, &reg, error) : xc_fail_memory(error);
    if (rc == XC_OK) {
        rc = list_below(reg, session->office, arena, &offices, &count, error);
    }
    if (rc == XC_OK && count == 0) {
        rc = xc_fail(error, XC_ENO, "there are no areas below office %.*s",
                     XC_PRI(session->office));
    }
    if (rc == XC_OK) {
        rc = name_programme(session, request->programme, arena, &form, error);
    }
    if (rc == XC_OK) {
        rc = xc_folder_make(request->folder, 0700, error);
    }
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        struct xc_figures_file file = form;
        file.office = offices[i].code;
        file.office_name = offices[i].name;
        rc = add_rows(&file, reg, arena, error);
        if (rc == XC_OK) {
            rc = write_form(session, request, &file, true, error);
            (*files)++;
        }
    }
    xc_register_free(reg);
    xc_arena_free(arena);
    return rc;
}
