#include "publish/drafts.h"

#include "base/file.h"
#include "publish/day.h"
#include "publish/due_gather.h"
#include "publish/export.h"
#include "publish/report_kinds.h"
#include "report/case_sheet.h"
#include "rules/say.h"

#include <string.h>

enum { DRAFT_BYTES = 1 << 30 };

struct drafting {
    const struct xc_session *session;
    const struct xc_draft_options *options;
    struct xc_drafts *drafts;
    struct xc_str programme;
    const struct xc_due_gathered *due; /* of the programme */
    struct xc_case *cases;             /* in due's arena; NULL: not read yet */
    bool *published; /* by due rule: the notice of its results was drafted */
    size_t case_count;
    struct xc_str *programmes; /* of the office, where none is named; in the arena */
    size_t programme_count;
    struct xc_buffer folder, path;
    struct xc_error *error;
};

const char *xc_draft_fate_word(enum xc_draft_fate fate) {
    static const char *const words[] = {"", "written", "same", "kept"};
    return words[fate];
}

/* ---- Files ---- */

/* FOLDER/2021-03-31_monthly-out_coverage.docx; of an item that something caused, with
 * its id. */
static int name_file(struct drafting *d, const struct xc_due_item *item,
                     struct xc_str what, const char *ending) {
    struct xc_buffer name = xc_buffer_make(1 << 16);
    char day[11];
    xc_date_format(item->date, day);
    xc_buffer_printf(&name, "%s_%.*s", day, XC_PRI(item->rule->id));
    if (item->cause && !xc_due_publishes(item->rule)) {
        xc_buffer_printf(&name, "_%.*s", XC_PRI(item->cause->id));
    }
    xc_buffer_printf(&name, "_%.*s", XC_PRI(what));
    xc_buffer_clear(&d->path);
    xc_buffer_printf(&d->path, "%s/", d->folder.ptr);
    xc_export_name(&d->path, xc_buffer_view(&name));
    xc_buffer_puts(&d->path, ending);
    bool failed = name.failed || xc_buffer_putc(&d->path, '\0') != XC_OK;
    xc_buffer_free(&name);
    return failed ? xc_fail_memory(d->error) : XC_OK;
}

/* The path of d->path below the folder. */
static struct xc_str below_folder(const struct drafting *d) {
    struct xc_str path = xc_str_from(d->path.ptr);
    size_t above = strlen(d->options->folder) + 1;
    return xc_str_slice(path, above, path.len - above);
}

/* Whether these bytes are those that were written there: nobody worked on them. */
static bool is_untouched(const struct drafting *d, struct xc_str bytes) {
    const struct xc_draft_memory *memory = d->options->memory;
    struct xc_digest was, is;
    struct xc_error ignored = {0};
    return memory && memory->wrote(memory->context, below_folder(d), &was) &&
           xc_sha256(bytes, &is, &ignored) == XC_OK && xc_digest_equal(&was, &is);
}

static int remember_file(const struct drafting *d, struct xc_str bytes) {
    const struct xc_draft_memory *memory = d->options->memory;
    struct xc_digest digest;
    int rc = memory ? xc_sha256(bytes, &digest, d->error) : XC_OK;
    if (memory && rc == XC_OK) {
        rc = memory->write(memory->context, below_folder(d), &digest, d->error);
    }
    return rc;
}

/* What lies at d->path, against what would be written. */
static int compare_file(struct drafting *d, struct xc_str bytes,
                        enum xc_draft_fate *fate) {
    struct xc_buffer old = xc_buffer_make(DRAFT_BYTES);
    *fate = XC_DRAFT_WRITTEN;
    if (!xc_file_exists(d->path.ptr)) {
        return XC_OK;
    }
    int rc = xc_file_read(d->path.ptr, &old, d->error);
    if (rc == XC_OK && xc_str_equal(xc_buffer_view(&old), bytes)) {
        *fate = XC_DRAFT_SAME;
    } else if (rc == XC_OK && !d->options->replace &&
               !is_untouched(d, xc_buffer_view(&old))) {
        *fate = XC_DRAFT_KEPT;
    }
    xc_buffer_free(&old);
    return rc;
}

static int put_file(struct drafting *d, struct xc_draft *draft, struct xc_str bytes) {
    enum xc_draft_fate fate;
    struct xc_str path = xc_arena_copy(d->drafts->arena, xc_str_from(d->path.ptr));
    int rc = path.ptr ? compare_file(d, bytes, &fate) : xc_fail_memory(d->error);
    if (rc == XC_OK && fate == XC_DRAFT_WRITTEN) {
        rc = xc_file_write(d->path.ptr, bytes, 0600, d->error);
    }
    /* The same bytes are this program's too: it may have been stopped behind the file. */
    if (rc == XC_OK && fate != XC_DRAFT_KEPT && !is_untouched(d, bytes)) {
        rc = remember_file(d, bytes);
    }
    if (rc == XC_OK) {
        draft->files[draft->file_count++] = (struct xc_draft_file){path, fate};
        d->drafts->files[fate]++;
    }
    return rc;
}

/* ---- One report ---- */

/* The kinds that make up what a due rule asks for; 0: it is no report of the office. */
static size_t kinds_of(struct xc_str what, const struct xc_report_kind *kinds[2]) {
    const char *first = xc_str_is(what, "summary") ? "progress"
                        : xc_str_is(what, "plan")  ? "approval"
                                                   : NULL;
    first = xc_book_due(what) != XC_BOOK_COUNT ? "ledger-book" : first;
    kinds[0] = xc_report_kind_of(first ? xc_str_from(first) : what);
    kinds[1] = xc_str_is(what, "summary") ? xc_report_kind_of(XC_STR("findings")) : NULL;
    return (size_t)(kinds[0] != NULL) + (size_t)(kinds[1] != NULL);
}

static bool is_case(const struct xc_due_item *item, struct xc_str what) {
    return xc_str_is(what, "case") && item->cause;
}

bool xc_draft_is_ours(const struct xc_due_item *item) {
    const struct xc_report_kind *kinds[2];
    return item->rule->each.len == 0 &&
           (is_case(item, item->rule->what) || kinds_of(item->rule->what, kinds) > 0);
}

/* As the end of the day knew them. */
static int read_cases(struct drafting *d) {
    struct xc_session then = *d->session;
    xc_date as_of = d->options->on;
    int offset;
    int rc =
        d->cases ? XC_OK : xc_day_close(&then, d->programme, &as_of, &offset, d->error);
    if (rc == XC_OK && !d->cases) {
        rc = xc_cases_load(then.store, then.office, then.now, d->due->arena, &d->cases,
                           &d->case_count, NULL, d->error);
    }
    return rc;
}

static int find_case(struct drafting *d, struct xc_str id, const struct xc_case **found) {
    *found = NULL;
    int rc = read_cases(d);
    for (size_t i = 0; rc == XC_OK && i < d->case_count && !*found; i++) {
        *found = xc_str_equal(d->cases[i].id, id) ? &d->cases[i] : NULL;
    }
    return rc == XC_OK && !*found
               ? xc_fail(d->error, XC_EINTERNAL, "case %.*s is due, but not stored",
                         XC_PRI(id))
               : rc;
}

static int make_case(struct drafting *d, const struct xc_due_item *item,
                     struct xc_sheet *sheet) {
    const struct xc_programme *programme = d->due->facts.programme;
    struct xc_case_report report = {.programme = programme->title.len ? programme->title
                                                                      : programme->id,
                                    .office = d->session->office,
                                    .office_name = d->due->report.office_name,
                                    .as_of = d->due->facts.as_of,
                                    .reg = d->due->loaded.reg};
    int rc = find_case(d, item->cause->id, &report.record);
    if (rc == XC_OK) {
        xc_case_sheet(&report, sheet);
    }
    return rc;
}

static void tell_purpose(const struct xc_due_item *item, struct xc_sheet *sheet) {
    struct xc_str title = xc_say_due_title(item->rule, sheet->catalogue);
    char day[11];
    xc_date_format(item->date, day);
    if (item->rule->to.len) {
        xc_sheet_warn(sheet, "Draft: %.*s, due on %s, from %.*s to %.*s", XC_PRI(title),
                      day, XC_PRI(item->owner), XC_PRI(item->rule->to));
    } else {
        xc_sheet_warn(sheet, "Draft: %.*s, due on %s, from %.*s", XC_PRI(title), day,
                      XC_PRI(item->owner));
    }
}

/* Both files of a report that was made. */
static int write_both(struct drafting *d, struct xc_draft *draft,
                      const struct xc_due_item *item, struct xc_str what,
                      const struct xc_reporting *report) {
    struct xc_buffer bytes = xc_buffer_make(DRAFT_BYTES);
    int rc = report->kind ? xc_report_docx(report, &bytes, d->error)
                          : xc_sheet_write_docx(report->sheet, &bytes, d->error);
    if (rc == XC_OK) {
        rc = name_file(d, item, what, ".docx");
    }
    if (rc == XC_OK) {
        rc = put_file(d, draft, xc_buffer_view(&bytes));
    }
    xc_buffer_clear(&bytes);
    if (rc == XC_OK) {
        rc = xc_sheet_write_xlsx(report->sheet, &bytes, d->error);
    }
    if (rc == XC_OK) {
        rc = name_file(d, item, what, ".xlsx");
    }
    if (rc == XC_OK) {
        rc = put_file(d, draft, xc_buffer_view(&bytes));
    }
    xc_buffer_free(&bytes);
    return rc;
}

/* Two reports in one are called by what they are together. */
static void name_together(const struct drafting *d, struct xc_str what,
                          const struct xc_reporting *report) {
    struct xc_str office = d->due->report.office_name;
    struct xc_sheet *sheet = report->sheet;
    const char *kind = xc_text(sheet->catalogue, xc_say_due_name(what));
    char day[11];
    xc_date_format(report->as_of, day);
    sheet->subtitle = office.len == 0
                          ? xc_sheet_text(sheet, "%s as of %s, office %.*s", kind, day,
                                          XC_PRI(d->session->office))
                          : xc_sheet_text(sheet, "%s as of %s, %.*s (%.*s)", kind, day,
                                          XC_PRI(office), XC_PRI(d->session->office));
}

/* What is asked for, as one sheet. */
static int make_report(struct drafting *d, const struct xc_due_item *item,
                       struct xc_str what, struct xc_reporting *report) {
    const struct xc_report_kind *kinds[2];
    size_t count = kinds_of(what, kinds);
    int rc = XC_OK;
    if (is_case(item, what)) {
        return make_case(d, item, report->sheet);
    }
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        json_decref(report->json);
        report->json = NULL;
        report->kind = kinds[i];
        report->form = kinds[i]->form;
        report->book = kinds[i]->has_books ? xc_book_due(what) : XC_BOOK_VISITS;
        rc = kinds[i]->make(report, d->error);
    }
    if (rc == XC_OK && count > 1) {
        name_together(d, what, report);
    }
    return rc;
}

static int write_report(struct drafting *d, struct xc_draft *draft,
                        const struct xc_due_item *item, struct xc_str what) {
    xc_date today = d->due->facts.as_of;
    bool publishes = xc_due_publishes(item->rule);
    struct xc_sheet sheet = {.arena = xc_arena_new(DRAFT_BYTES),
                             .catalogue = d->session->catalogue,
                             .chinese = strcmp(d->session->language, "zh") == 0};
    struct xc_reporting report = {.session = d->session,
                                  .programme = d->programme,
                                  .as_of = item->date < today && !publishes ? item->date
                                                                            : today,
                                  .notice = publishes ? XC_NOTICE_RESULTS : 0,
                                  .window = {XC_NO_DATE, XC_NO_DATE},
                                  .sheet = &sheet};
    int rc = sheet.arena ? XC_OK : xc_fail_memory(d->error);
    if (rc == XC_OK) {
        tell_purpose(item, &sheet);
        rc = make_report(d, item, what, &report);
    }
    if (rc == XC_OK) {
        rc = write_both(d, draft, item, what, &report);
    }
    json_decref(report.json);
    xc_arena_free(sheet.arena);
    return rc;
}

/* ---- Items ---- */

static struct xc_str keep(struct drafting *d, struct xc_str text, int *rc) {
    struct xc_str kept = xc_arena_copy(d->drafts->arena, text);
    *rc = kept.ptr || text.len == 0 ? *rc : xc_fail_memory(d->error);
    return kept;
}

static int add_draft(struct drafting *d, const struct xc_due_entry *entry,
                     struct xc_draft **added) {
    const struct xc_due_item *item = entry->item;
    struct xc_draft *draft = xc_arena_alloc(d->drafts->arena, sizeof *draft);
    int rc = draft ? XC_OK : xc_fail_memory(d->error);
    *added = draft;
    if (rc != XC_OK) {
        return rc;
    }
    *draft = (struct xc_draft){
        .programme = d->programme,
        .id = keep(d, item->id, &rc),
        .title = keep(d, xc_say_due_title(item->rule, d->session->catalogue), &rc),
        .what = keep(d, item->rule->what, &rc),
        .from = keep(d, item->owner, &rc),
        .to = keep(d, item->rule->to, &rc),
        .subject = keep(d, item->subject, &rc),
        .date = item->date,
        .draft_from = entry->draft_from,
        .state = entry->state};
    if (d->drafts->last) {
        d->drafts->last->next = draft;
    } else {
        d->drafts->first = draft;
    }
    d->drafts->last = draft;
    return rc;
}

/* The folder of a programme's drafts: the one given, or one below it of its own. */
static int make_folder(struct drafting *d) {
    xc_buffer_clear(&d->folder);
    xc_buffer_puts(&d->folder, d->options->folder);
    if (d->options->programme.len == 0) {
        xc_buffer_putc(&d->folder, '/');
        xc_export_name(&d->folder, d->programme);
    }
    return xc_buffer_putc(&d->folder, '\0') == XC_OK
               ? xc_folder_make(d->folder.ptr, 0700, d->error)
               : xc_fail_memory(d->error);
}

/* The same report, owed by another owner. */
static bool same_report(const struct xc_due_item *a, const struct xc_due_item *b) {
    return a->rule == b->rule && a->date == b->date && a->cause == b->cause;
}

/* All files of an item of the office. */
static int write_item(struct drafting *d, struct xc_draft *draft,
                      const struct xc_due_item *item) {
    const struct xc_report_kind *kinds[2];
    int rc = make_folder(d);
    if (rc == XC_OK) {
        rc = write_report(d, draft, item, item->rule->what);
    }
    if (rc == XC_OK && kinds_of(item->rule->with, kinds) > 0) {
        rc = write_report(d, draft, item, item->rule->with);
    }
    return rc;
}

/* What is made public is about today, whatever its day: it does not settle. */
static int write_unless_settled(struct drafting *d, struct xc_draft *draft,
                                const struct xc_due_item *item) {
    const struct xc_draft_memory *memory = d->options->memory;
    struct xc_buffer name = xc_buffer_make(1 << 16);
    int rc = XC_OK;
    xc_buffer_printf(&name, "%.*s/%.*s", XC_PRI(d->programme), XC_PRI(item->id));
    bool settles =
        memory && item->date < d->due->facts.as_of && !xc_due_publishes(item->rule);
    draft->settled = settles && memory->settled(memory->context, xc_buffer_view(&name));
    if (!draft->settled) {
        rc = write_item(d, draft, item);
    }
    if (rc == XC_OK && settles && !draft->settled) {
        rc = memory->settle(memory->context, xc_buffer_view(&name), d->error);
    }
    xc_buffer_free(&name);
    return rc;
}

static int draft_item(struct drafting *d, const struct xc_due_entry *entry,
                      const struct xc_due_item *before) {
    const struct xc_draft *last = d->drafts->last;
    const struct xc_due_item *item = entry->item;
    struct xc_draft *draft;
    int rc = add_draft(d, entry, &draft);
    if (rc != XC_OK) {
        return rc;
    }
    if (!xc_draft_is_ours(item)) {
        d->drafts->chase++;
        return XC_OK;
    }
    if (before && same_report(before, item)) {
        memcpy(draft->files, last->files, sizeof draft->files);
        draft->file_count = last->file_count;
        draft->settled = last->settled;
        return XC_OK;
    }
    return write_unless_settled(d, draft, item);
}

static bool is_wanted(const struct xc_due_entry *entry) {
    return entry->state == XC_DUE_DRAFT || entry->state == XC_DUE_TODAY ||
           entry->state == XC_DUE_MISSING;
}

/* Results that wait go into one notice, whatever their days: it stands with the first. */
static bool is_drafted(struct drafting *d, const struct xc_due_item *item) {
    bool *published = &d->published[item->rule - d->due->facts.programme->dues];
    bool drafted = xc_due_publishes(item->rule) && *published;
    *published = true;
    return drafted;
}

static int draft_items(struct drafting *d) {
    const struct xc_due_item *before = NULL;
    d->published = xc_arena_array(d->due->arena, d->due->facts.programme->due_count,
                                  sizeof *d->published);
    int rc = d->published ? XC_OK : xc_fail_memory(d->error);
    for (size_t i = 0; rc == XC_OK && i < d->due->facts.count; i++) {
        const struct xc_due_entry *entry = &d->due->figures.entries[i];
        if (is_wanted(entry) && !is_drafted(d, entry->item)) {
            rc = draft_item(d, entry, before);
            before = entry->item;
        }
    }
    return rc;
}

/* *had: it had a plan on that day; without one XC_ENO. */
static int draft_programme(struct drafting *d, struct xc_str programme, bool *had) {
    struct xc_due_gathered due;
    int rc = xc_due_gather(d->session, programme, d->options->on, &due, d->error);
    *had = rc != XC_ENO;
    d->due = &due;
    d->cases = NULL;
    d->programme = keep(d, programme, &rc);
    rc = rc == XC_OK ? draft_items(d) : rc;
    xc_due_gathered_free(&due);
    d->due = NULL;
    return rc;
}

/* ---- All of them ---- */

static int count_programme(void *context, const struct xc_plan_head *head) {
    struct drafting *d = context;
    (void)head;
    d->programme_count++;
    return XC_OK;
}

static int add_programme(void *context, const struct xc_plan_head *head) {
    struct drafting *d = context;
    d->programmes[d->programme_count] = xc_arena_copy(d->drafts->arena, head->programme);
    return d->programmes[d->programme_count++].ptr ? XC_OK : XC_ENOMEM;
}

static int list_programmes(struct drafting *d) {
    struct xc_store *store = d->session->store;
    int rc = xc_store_each_plan(store, d->session->office, count_programme, d, d->error);
    if (rc == XC_OK) {
        d->programmes =
            xc_arena_array(d->drafts->arena, d->programme_count, sizeof *d->programmes);
        d->programme_count = 0;
        rc = d->programmes ? xc_store_each_plan(store, d->session->office, add_programme,
                                                d, d->error)
                           : XC_ENOMEM;
    }
    return rc == XC_ENOMEM ? xc_fail_memory(d->error) : rc;
}

/* Programmes that had no plan yet on that day owed nothing. */
static int draft_all(struct drafting *d) {
    const struct xc_error none = {0};
    bool any = false;
    int rc = list_programmes(d);
    for (size_t i = 0; i < d->programme_count && rc == XC_OK; i++) {
        bool had;
        rc = draft_programme(d, d->programmes[i], &had);
        if (!had) {
            *d->error = none;
            rc = XC_OK;
        }
        any = any || had;
    }
    if (rc == XC_OK && !any) {
        rc = xc_fail(d->error, XC_ENO, "office %.*s had no plan then",
                     XC_PRI(d->session->office));
        (void)xc_hint(d->error, "make one: `xuncha plan POLICY.lua`");
    }
    return rc;
}

int xc_drafts_write(const struct xc_session *session,
                    const struct xc_draft_options *options, struct xc_drafts *drafts,
                    struct xc_error *error) {
    struct drafting d = {.session = session,
                         .options = options,
                         .drafts = drafts,
                         .folder = xc_buffer_make(1 << 16),
                         .path = xc_buffer_make(1 << 16),
                         .error = error};
    *drafts = (struct xc_drafts){.arena = xc_arena_new(DRAFT_BYTES)};
    bool had;
    int rc = !drafts->arena           ? xc_fail_memory(error)
             : options->programme.len ? draft_programme(&d, options->programme, &had)
                                      : draft_all(&d);
    xc_buffer_free(&d.folder);
    xc_buffer_free(&d.path);
    return rc;
}

void xc_drafts_free(struct xc_drafts *drafts) {
    xc_arena_free(drafts->arena);
    *drafts = (struct xc_drafts){0};
}
