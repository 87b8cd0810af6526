/* SQL, kept plain enough for another database: prepared statements with $1 parameters,
 * every error turned into one for people. Private to store. */
#ifndef XC_STORE_QUERY_H
#define XC_STORE_QUERY_H

#include "store/store.h"

#include <sqlite3.h>

enum { XC_QUERY_IDLE = 48, XC_STORE_PROVED = 64, XC_STORE_CHUNKS = 16 };

/* Lines of the ledger, signatures included, that were seen to be signed by one key: a
 * line with the same digest is signed whenever it is looked at again. Start with {0};
 * free digests. */
struct xc_ledger_seen {
    struct xc_digest *digests; /* by entry */
    size_t count, capacity;
};

/* A chunk of lines that was seen to have this digest. */
struct xc_sound_chunk {
    struct xc_digest name;
    char *bytes; /* owned; NULL: none */
    size_t len;
};

struct xc_store {
    sqlite3 *db;
    struct xc_idle_query {
        const char *sql; /* where it was written; only to be compared */
        sqlite3_stmt *statement;
    } idle[XC_QUERY_IDLE]; /* that nobody uses now, the oldest first; owned */
    size_t idle_count;
    struct xc_hasher *hasher;      /* owned */
    char path[XC_FILE_BYTES];      /* as the user named it, for messages */
    struct xc_signing_key *signer; /* of the ledger; NULL until it is needed; owned */
    uint8_t signer_public[XC_KEY_BYTES];
    bool signer_fits;   /* the newest entry was seen to be signed by it */
    struct xc_mac *mac; /* of the workspace's key; NULL until it is needed; owned */
    struct xc_digest proved[XC_STORE_PROVED]; /* lines_read.c: what makes sets */
    size_t proved_next;
    struct xc_sound_chunk chunks[XC_STORE_CHUNKS]; /* lines_read.c */
    size_t chunks_next;
    struct xc_register *reg; /* snapshots.c: the last one loaded, or NULL */
    char reg_digest[XC_DIGEST_HEX + 1];
    struct xc_outcomes_known *outcomes; /* outcomes_read.c; NULL: none were read */
    struct xc_ledger_seen signed_lines; /* by signer */
    bool together;         /* one transaction holds those of several functions */
    struct xc_store_once { /* once.c: all of them are one, which notes a key */
        bool asked;        /* from the next write on */
        bool open;         /* it has begun */
        bool repeated;     /* somebody else was faster */
        struct xc_str office, key;
        struct xc_digest words;
        xc_instant at;
    } once;
};

/* A prepared statement. Parameters are bound in the order of their numbers, then stepped.
 * Start with {0}. */
struct xc_query {
    struct xc_store *store;
    const char *sql;
    sqlite3_stmt *statement;
    int failed; /* SQLite's code of the first parameter that could not be bound */
};

int xc_query_open(struct xc_store *store, const char *sql, struct xc_query *query,
                  struct xc_error *error);
void xc_query_close(struct xc_query *query);

/* Lets go of the statements that are kept for the next time; before the database is
 * closed. */
void xc_query_forget(struct xc_store *store);

/* Texts and blobs must live until the statement is stepped or reset. A failure is told by
 * the next step. */
void xc_query_text(struct xc_query *query, int index, struct xc_str text);
void xc_query_blob(struct xc_query *query, int index, const void *bytes, size_t len);
void xc_query_int(struct xc_query *query, int index, int64_t value);

/* 1: a row is there; 0: done; else a code. */
int xc_query_step(struct xc_query *query, struct xc_error *error);

/* Steps a statement that gives no rows and makes it ready to be bound again. */
int xc_query_run(struct xc_query *query, struct xc_error *error);
void xc_query_reset(struct xc_query *query);

/* Columns of the current row, from 0; views are valid until the next step. ptr NULL: the
 * value is NULL (no column of the schema is) or there is no memory. */
struct xc_str xc_query_get_text(struct xc_query *query, int column);
struct xc_str xc_query_get_blob(struct xc_query *query, int column);
int64_t xc_query_get_int(struct xc_query *query, int column);

/* A copy in an arena; false: no memory. */
bool xc_query_copy_text(struct xc_query *query, int column, struct xc_arena *arena,
                        struct xc_str *text);

/* Runs SQL without parameters. */
int xc_store_execute(struct xc_store *store, const char *sql, struct xc_error *error);

/* The first column of the first row of a statement without parameters; 0 without rows. */
int xc_store_number(struct xc_store *store, const char *sql, int64_t *number,
                    struct xc_error *error);

/* BEGIN IMMEDIATE … COMMIT. xc_store_finish commits where code is XC_OK and rolls back
 * otherwise; it returns code, or the failure of the commit. Inside xc_store_together both
 * leave that to it. */
int xc_store_begin(struct xc_store *store, struct xc_error *error);
int xc_store_finish(struct xc_store *store, int code, struct xc_error *error);

/* Ends a transaction or a part of one, whatever happens: "ROLLBACK", "RELEASE …". */
void xc_store_end(struct xc_store *store, const char *sql);

/* The first two where all is one transaction (once.h): a part of it that fails leaves
 * nothing of its own behind. */
int xc_once_begin(struct xc_store *store, struct xc_error *error);
int xc_once_finish(struct xc_store *store, int code, struct xc_error *error);

/* The last failure of the database as an error for people. */
int xc_store_fail(struct xc_store *store, struct xc_error *error);

/* Opens the database file under the path that messages show, without asking what it is.
 * The file must exist. */
int xc_store_open_file(const char *file, const char *shown, struct xc_store **store,
                       struct xc_error *error);

/* Turns write-ahead logging on, or fails where the file system cannot do it. */
int xc_store_use_log(struct xc_store *store, struct xc_error *error);

/* XC_EENV where the database is not a workspace that this program can use. Changes
 * nothing. */
int xc_store_identify(struct xc_store *store, struct xc_error *error);

/* Brings a workspace, or an empty database, to XC_STORE_SCHEMA. */
int xc_store_migrate(struct xc_store *store, struct xc_error *error);

/* Sets a setting without a ledger entry; settings.c. */
int xc_store_put_setting(struct xc_store *store, struct xc_str office, struct xc_str name,
                         struct xc_str value, struct xc_error *error);

/* path in a form that SQLite takes as a file name whatever it contains: ":memory:" and
 * "file:x?mode=ro" are names of files too. */
int xc_store_file_name(const char *path, char file[XC_FILE_BYTES],
                       struct xc_error *error);

/* Instants and dates as the database holds them: ISO text. */
void xc_query_instant(struct xc_query *query, int index, xc_instant instant,
                      char hold[21]);
void xc_query_date(struct xc_query *query, int index, xc_date date, char hold[11]);
xc_instant xc_query_get_instant(struct xc_query *query, int column);
xc_date xc_query_get_date(struct xc_query *query, int column);

/* The hex SHA-256 of text equals hex. */
bool xc_store_hash_is(struct xc_store *store, struct xc_str text, struct xc_str hex);

#endif
