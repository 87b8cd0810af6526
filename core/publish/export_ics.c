#include "base/file.h"
#include "publish/feed_view.h"

struct exporting {
    const struct xc_export_options *options;
    struct xc_export_counts *counts;
    struct xc_feed_view *view;
    enum xc_feed_by by;
    struct xc_buffer path;
};

int xc_export_open_to(const struct xc_loaded *loaded,
                      const struct xc_export_options *options, struct xc_error *error) {
    const struct xc_plan_head *head = &loaded->plans[0].head;
    if (!options->role || xc_viewer_sees_plans(options->role) ||
        head->status != XC_PLAN_DRAFT) {
        return XC_OK;
    }
    xc_fail(error, XC_ENO, "the plan of programme %.*s is a draft: only planners see it",
            XC_PRI(head->programme));
    return xc_hint(error, "approve it first: `xuncha approve %.*s --by NAME`",
                   XC_PRI(head->programme));
}

bool xc_export_in_window(struct xc_window window, xc_date from, xc_date to) {
    return (window.from == XC_NO_DATE || to >= window.from) &&
           (window.to == XC_NO_DATE || from <= window.to);
}

/* Due items as tasks lie beside the calendar of the office. */
static int write_file(void *context, struct xc_str key, struct xc_error *error) {
    struct exporting *all = context;
    bool tasks = all->by == XC_FEED_TASKS;
    struct xc_feed feed;
    int rc = xc_feed_view_write(all->view, all->by, key, &feed, error);
    if (rc != XC_OK) {
        return rc;
    }
    if (xc_export_path(&all->path, all->options->folder,
                       xc_feed_word(tasks ? XC_FEED_OFFICE : all->by), key,
                       tasks ? "-tasks.ics" : ".ics") != XC_OK) {
        return xc_fail_memory(error);
    }
    all->counts->files++;
    all->counts->entries += feed.entries;
    all->counts->cut += feed.cut;
    return xc_file_write(all->path.ptr, feed.bytes, 0600, error);
}

/* All files of a folder. */
static int write_folder(struct exporting *all, enum xc_export_by by,
                        struct xc_error *error) {
    size_t before = all->counts->files;
    all->by = (enum xc_feed_by)by;
    int rc = xc_feed_view_each(all->view, all->by, write_file, all, error);
    if (rc == XC_OK && by == XC_BY_OFFICE) {
        all->by = XC_FEED_TASKS;
        rc = xc_feed_view_each(all->view, all->by, write_file, all, error);
    }
    all->counts->old +=
        xc_export_old(all->options->folder, by, all->counts->files - before);
    return rc;
}

_Static_assert((int)XC_BY_PERSON == XC_FEED_PERSON && (int)XC_BY_CREW == XC_FEED_CREW &&
                   (int)XC_BY_AREA == XC_FEED_AREA && (int)XC_BY_OFFICE == XC_FEED_OFFICE,
               "a folder for each kind of feed");

int xc_export_ics(const struct xc_session *session, const struct xc_loaded *loaded,
                  const struct xc_export_options *options,
                  struct xc_export_counts *counts, struct xc_error *error) {
    struct exporting all = {
        .options = options, .counts = counts, .path = xc_buffer_make(1 << 14)};
    int rc = xc_feed_view_open(session, loaded, options->role, options->window, &all.view,
                               error);
    if (rc == XC_OK) {
        rc = xc_export_folders(options, error);
    }
    for (int by = XC_BY_PERSON; by <= XC_BY_OFFICE && rc == XC_OK; by++) {
        if (options->by == XC_BY_ALL || (int)options->by == by) {
            rc = write_folder(&all, (enum xc_export_by)by, error);
        }
    }
    xc_feed_view_free(all.view);
    xc_buffer_free(&all.path);
    return rc;
}
