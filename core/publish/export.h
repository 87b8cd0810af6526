/* What goes out of a workspace: calendars, tables, JSON. Every writer asks may_see for
 * each visit; files are written whole, 0600. */
#ifndef XC_PUBLISH_EXPORT_H
#define XC_PUBLISH_EXPORT_H

#include "workspace/load.h"

enum xc_export_by { XC_BY_ALL = 0, XC_BY_PERSON, XC_BY_CREW, XC_BY_AREA, XC_BY_OFFICE };

struct xc_export_options {
    const char *folder;       /* made where it is missing */
    enum xc_export_by by;     /* calendars only */
    enum xc_viewer_role role; /* 0: the usual reader: persons and crews as inspectors, the
                                 rest as the planner */
    struct xc_window window;  /* visits and due items in it; XC_NO_DATE: no bound */
};

struct xc_export_counts {
    size_t files, entries;
    size_t old;    /* calendars in the folders that this export did not write: of people,
                      crews or areas that have none any more */
    size_t hidden; /* visits that an embargo keeps out of workbooks */
    size_t cut; /* feeds that hold fewer visits than there are, from about a month back on
                 */
};

/* What calendar services take of one feed. */
enum { XC_FEED_MAX_ITEMS = 1000, XC_FEED_MAX_BYTES = 1000000, XC_FEED_DAYS_BACK = 31 };

/* person/ID.ics, crew/ID.ics, area/CODE.ics (and area/CODE-ZONE.ics), office/CODE.ics and
 * office/CODE-tasks.ics. Every active person has a file, also with nothing in it; others
 * have one where their reader sees something in it, so that neither files nor their names
 * tell what is hidden. */
int xc_export_ics(const struct xc_session *session, const struct xc_loaded *loaded,
                  const struct xc_export_options *options,
                  struct xc_export_counts *counts, struct xc_error *error);

/* schedule.csv: one row per visit; inspection-plan.csv: the public table of the year's
 * inspections (涉企行政检查计划). One programme. */
int xc_export_csv(const struct xc_session *session, const struct xc_loaded *loaded,
                  const struct xc_export_options *options,
                  struct xc_export_counts *counts, struct xc_error *error);

/* The same as workbooks for A4 paper: schedule.xlsx, which can be changed and imported
 * again, and inspection-plan.xlsx. */
int xc_export_xlsx(const struct xc_session *session, const struct xc_loaded *loaded,
                   const struct xc_export_options *options,
                   struct xc_export_counts *counts, struct xc_error *error);

/* workbook/CREW-2026-03.xlsx: a month's visits of a crew, of a person or area where there
 * is no crew, with their checklists, to be filled in without a network and imported as
 * outcomes; what is stored of them already stands in it. One programme. Without a window
 * the month of today and the next. */
int xc_export_workbook(const struct xc_session *session, const struct xc_loaded *loaded,
                       const struct xc_export_options *options,
                       struct xc_export_counts *counts, struct xc_error *error);

/* week/PERSON-2026-03-09.txt: what a person does on which day of a week, short enough to
 * be pasted into a chat. Without a window this week. */
int xc_export_week(const struct xc_session *session, const struct xc_loaded *loaded,
                   const struct xc_export_options *options,
                   struct xc_export_counts *counts, struct xc_error *error);

/* plan.json (docs/plan-json.md). One programme. */
int xc_export_json(const struct xc_session *session, const struct xc_loaded *loaded,
                   const struct xc_export_options *options,
                   struct xc_export_counts *counts, struct xc_error *error);

/* XC_ENO where the reader may not know of the plan, because it is a draft and they do not
 * plan. */
int xc_export_open_to(const struct xc_loaded *loaded,
                      const struct xc_export_options *options, struct xc_error *error);

/* The document of plan.json, appended piece by piece to a sink. *written: visits in it.
 */
typedef int (*xc_export_sink)(void *context, struct xc_str bytes, struct xc_error *error);
int xc_export_json_document(const struct xc_session *session,
                            const struct xc_loaded *loaded, enum xc_viewer_role role,
                            struct xc_window window, xc_export_sink sink, void *context,
                            size_t *written, struct xc_error *error);

/* A path below the folder for an id: bytes that file systems or shells trip over become
 * %XX; names that file systems do not take for their length are cut and end in a part of
 * their digest. */
int xc_export_path(struct xc_buffer *out, const char *folder, const char *kind,
                   struct xc_str id, const char *ending);

/* Appends such a name. */
void xc_export_name(struct xc_buffer *out, struct xc_str id);

/* Makes the folder and one below it. */
int xc_export_folder(const struct xc_export_options *options, const char *kind,
                     struct xc_error *error);

/* Makes the folder and one below it for each kind of calendar that is exported. */
int xc_export_folders(const struct xc_export_options *options, struct xc_error *error);

/* How many calendars beyond those written the folder of a kind holds. */
size_t xc_export_old(const char *folder, enum xc_export_by by, size_t written);

bool xc_export_in_window(struct xc_window window, xc_date from, xc_date to);

#endif
