/* Files that come into a workspace: read, checked, merged into the register or the
 * calendar. */
#ifndef XC_INTAKE_INTAKE_H
#define XC_INTAKE_INTAKE_H

#include "exchange/import.h"
#include "workspace/session.h"

/* The office's register in force, or the country's areas where it has none yet. *number:
 * its snapshot, 0 for none. Owned by the caller. */
int xc_intake_register(const struct xc_session *session, struct xc_register **reg,
                       int64_t *number, struct xc_error *error);

/* Reads one file into a copy of old: as xc_import_register, and absences also from .ics
 * (person: whose they are where the file does not say). Completes options: the office as
 * default area, and the header map kept for the table where options->map is empty. */
int xc_intake_file(const struct xc_session *session, const char *path,
                   struct xc_import_options *options, struct xc_str person,
                   const struct xc_register *old, struct xc_register **reg,
                   struct xc_import_report *report, struct xc_error *error);

/* Completes options as xc_intake_file does; texts in the arena. */
int xc_intake_complete(const struct xc_session *session, const char *path,
                       struct xc_import_options *options, struct xc_arena *arena,
                       struct xc_error *error);

/* Keeps the header map of a table for the next import. */
int xc_intake_keep_map(const struct xc_session *session, enum xc_import_table table,
                       struct xc_str map, struct xc_error *error);

/* Reads days off and make-up days (.ics, CSV, XLSX, JSON) and stores them for office (""
 * = the whole workspace), unless dry_run. *days: how many were read. */
int xc_intake_calendar(const struct xc_session *session, const char *path,
                       struct xc_import_options *options, struct xc_str office,
                       bool dry_run, struct xc_import_report *report, size_t *days,
                       struct xc_error *error);

/* The table of a word: targets, inspectors … calendar; false: unknown. */
bool xc_intake_table(struct xc_str word, enum xc_import_table *table);

enum { XC_INTAKE_MAX_BYTES = 2000000000 };

#endif
