/* A year of one county, played day by day against the programmes' own functions, and
 * judged every day by code that shares nothing with the planner: the county's facts stand
 * here a second time, as plain arrays, and what is stored is read as SQL rows and JSON.
 *
 * Everything follows from the seed: the same seed gives the same year. */
#ifndef XC_SIMULATE_H
#define XC_SIMULATE_H

#include "hand/hand.h"
#include "workspace/session.h"

#include <jansson.h>
#include <sqlite3.h>
#include <stdio.h>

enum {
    MAX_TARGETS = 2048,
    MAX_PEOPLE = 32,
    MAX_CREWS = 8,
    MAX_FACTS = 4096, /* of each kind */
    MAX_YEARS = 2,    /* that a simulated one can touch */
    ID_BYTES = 24,
    PATH_BYTES = 512,
    TEXT_BYTES = 512,
    EAST = 480 /* minutes: the county's clock */
};

/* ---- Chance ---- */

struct chance {
    uint64_t state;
};
uint64_t chance_next(struct chance *chance);
unsigned chance_below(struct chance *chance, unsigned bound); /* 0 … bound − 1 */
bool chance_of(struct chance *chance, unsigned per_mille);

/* ---- Programmes that share the county ---- */

enum { YEAR, NEXT, SPOT, CARE, PROGRAMMES };
struct programme {
    const char *id, *policy; /* the name of its file */
    bool planned;
    xc_date first, last; /* of its visits */
    xc_date published_until;
};
/* The two drawn stages of SPOT, and where each of them has got to. */
enum { FIRST, SECOND, DRAWN_STAGES };
enum draw_state { NOT_DRAWN, COMMITTED, DRAWN };
struct drawn_stage {
    const char *id;
    xc_date from, to;
    enum draw_state state;
    bool opened;     /* its visits are planned */
    xc_date since;   /* in that state */
    unsigned voided; /* commits */
};

/* ---- What is so in the county, and since when the office knows ---- */

struct target {
    char id[ID_BYTES];
    char name[64]; /* nobody else's: what leaks is found by it */
    unsigned zone;
    bool hospital, active;
    bool bad;           /* most visits there find something */
    xc_date known;      /* the day on which it appeared, or its state changed last */
    xc_date self_check; /* the day its report came in; XC_NO_DATE: it did not */
    bool owes_check; /* it was there when the report was due; before that day: not yet */
    xc_date suspended;   /* because of its points; XC_NO_DATE: it is not */
    const char *address; /* as the register has it; NULL: as it was imported */
    unsigned owners;     /* that it had before this one */
};
struct person {
    char id[ID_BYTES];
    unsigned crew;
    bool lead;
    xc_date certificate; /* its last day */
};
struct away {
    unsigned person;
    xc_date from, to;
    unsigned halves; /* 1: morning, 2: afternoon, 3: both */
    xc_date known;
};
struct barred {
    unsigned person, target;
    xc_date known;
};
struct shut {
    unsigned zone;
    xc_date from, to, known;
};
struct special_day {
    xc_date date;
    bool works;
    xc_date known;
};
/* What the office was told about a visit, in the order in which it was stored. */
struct told {
    char visit[ID_BYTES];
    unsigned target;
    xc_date date, known;
    bool problem, refused;     /* refused: nobody was let in, or found */
    unsigned points;           /* that the target lost */
    bool superseded;           /* something was told of the visit later */
    char people[3 * ID_BYTES]; /* who came, joined by commas */
};
struct clue {
    char id[ID_BYTES];
    unsigned target, severity;
    xc_date date;
    bool answered;
};
/* A result on its way to the office. */
struct pending {
    char visit[ID_BYTES];
    unsigned target;
    xc_date date, arrives;
    const char *result;
    unsigned points;
    bool of_doctor; /* loses them, not the target */
    bool correction;
    const char *address; /* found on site; NULL: as the register says */
    char people[3 * ID_BYTES];
};
/* A case that lifts the yearly caps of a target while it is open. */
struct dossier {
    char id[ID_BYTES];
    unsigned target;
    xc_date opened, closed; /* XC_NO_DATE: open */
};
/* What was decided about a correction of the register that somebody had proposed. */
struct decided {
    char id[2 * ID_BYTES + 16];
    unsigned target;
    bool accepted;
    const char *address; /* NULL: that it is closed */
};

struct world {
    struct target targets[MAX_TARGETS];
    struct person people[MAX_PEOPLE];
    struct away away[MAX_FACTS];
    struct barred barred[MAX_FACTS];
    struct shut shut[MAX_FACTS];
    struct special_day days[MAX_FACTS];
    struct told told[MAX_FACTS];
    struct clue clues[MAX_FACTS];
    struct pending pending[MAX_FACTS];
    struct dossier cases[MAX_FACTS];
    struct decided decided[MAX_FACTS];
    struct programme programmes[PROGRAMMES];
    struct drawn_stage drawn[DRAWN_STAGES];
    xc_date self_check; /* is due */
    size_t target_count, person_count, away_count, barred_count, shut_count, day_count,
        told_count, clue_count, pending_count, case_count, decided_count;
    unsigned crews, zones, cap_enforcement, cap_agency;
    xc_date begin; /* the day of the first plan */
};

/* Makes the facts of a county; world_write puts them into CSV files of a folder. Some
 * institutions are bad ones where `bad` says so. */
void world_make(struct world *world, struct chance *chance, unsigned targets, bool bad);
void world_add_target(struct world *world, struct chance *chance, xc_date known);
/* false: that is so already. */
bool world_bar(struct world *world, unsigned person, unsigned target, xc_date known);
bool world_write(const struct world *world, const char *folder);
/* The header and rows of targets from `first` on. */
bool world_write_targets(const struct world *world, size_t first, const char *path);
#define ABSENCES_HEAD "person,from,to,half,reason"
void world_write_absence(const struct world *world, const struct away *away, FILE *file);
/* All of them, into absences.csv of a folder. */
bool world_write_absences(const struct world *world, const char *folder);
/* Whether offices work that day, by what was known on the day `known`. */
bool world_works(const struct world *world, xc_date date, xc_date known);
/* The n-th working day after (n > 0) or before (n < 0) a date. */
xc_date world_workday(const struct world *world, xc_date date, int n);
int world_target(const struct world *world, const char *id); /* −1: none */
int world_person(const struct world *world, const char *id);
/* Programmes and their days, once `begin` is known. */
void world_make_programmes(struct world *world, unsigned days);
bool world_case_open(const struct world *world, unsigned target, xc_date day);
/* Points of a target in a year, as told by now; *reached: the day on which they came to
 * `least` (XC_NO_DATE: they did not). */
unsigned world_points(const struct world *world, unsigned target, int year,
                      unsigned least, xc_date *reached);
/* How many years running, up to this one, it failed. */
unsigned world_failed_years(const struct world *world, unsigned target, int year);
enum { POINTS_CHECK = 4, POINTS_FAIL = 6, POINTS_SUSPEND = 12, END_YEARS = 2 };

/* ---- The office's side ---- */

struct options {
    uint64_t seed;
    unsigned days, targets;
    bool verbose, twice, bench;
    const char *keep;               /* folder for the workspace; NULL: a temporary one */
    const char *plant;              /* name of a breach to plant; NULL: none */
    const char *binary;             /* xuncha, for the policy's worker */
    const char *policies, *plugins; /* folders */
};

struct judge;

struct year {
    const struct options *options;
    struct world world;
    struct chance chance;
    char folder[PATH_BYTES];
    /* What goes on beside the county's year: draws of a second programme; receipts,
       proposals, cases, points and schedules that come back; the year after it. */
    bool draws, sealed, papers, over_new_year;
    struct xc_session session;
    struct xc_policy_options policy;
    struct xc_policy_setting settings[8];
    char setting_days[8][11];
    struct xc_store *store;
    xc_date today;
    unsigned working_days; /* that have passed */
    struct judge *judge;
    bool dirty;             /* something happened that wants a replan */
    bool woken;             /* a day has come that does, though nothing was stored */
    bool quiet;             /* no replan today has anything to do */
    int64_t ledger;         /* its newest entry behind the last replan */
    bool planted;           /* a breach: every check is made on its day */
    char leaving[ID_BYTES]; /* the visit for which a substitute is waited for */
    struct wanted {         /* where an imported schedule put visits today */
        char visit[ID_BYTES];
        xc_date date;
    } wanted[8];
    size_t wanted_count;
    unsigned replans, happenings, results, refused, moves_by_hand, draws_made,
        substitutes, papers_filed;
    unsigned verified; /* times that the ledger was */
    unsigned secrets;  /* names that were met and might have been too early */
    double planning, replanning, recording, judging; /* seconds */
    char broken[ID_BYTES];                           /* the invariant; empty: sound */
    char failure[TEXT_BYTES]; /* of the product where none was expected; empty: none */
};

double seconds_now(void);    /* on the clock on the wall */
double seconds_worked(void); /* by the processor */

/* Each returns false where the product failed; year->failure says how. */
bool office_open(struct year *year);
void office_close(struct year *year);
bool office_plan(struct year *year, unsigned programme);
bool office_approve(struct year *year, unsigned programme, xc_date until);
bool office_replan(struct year *year); /* every programme that is not over */
/* The policy's file, its settings chosen. */
void office_choose(struct year *year, unsigned programme, char path[PATH_BYTES]);
bool office_import(struct year *year, const char *table, const char *path);
/* All absences anew, from absences.csv of the year's folder. */
bool office_replace(struct year *year);
bool office_set(struct year *year, const char *id, const char *field, const char *value);
/* Stores results that have arrived by today. */
bool office_record(struct year *year);
bool office_lead(struct year *year, unsigned target, unsigned severity);
bool office_answer(struct year *year, struct clue *clue);
/* Another legal representative, and the lead that this opens. */
bool office_take_over(struct year *year, unsigned target, const char *legal);
/* *taken: false where a hard rule forbids it, which is no failure; *possible: then a day
 * on which it would be taken, where one was named (NULL: not wanted). */
bool office_hand(struct year *year, const struct xc_hand_change *change, bool *taken,
                 xc_date *possible);
/* Writes what a role may see of a programme now as plan.json into a buffer. */
bool office_json(struct year *year, unsigned programme, enum xc_viewer_role role,
                 struct xc_buffer *out);
/* What does not fit must be refused: unknown visits, days to come. */
bool office_refuses(struct year *year);
bool office_failed(struct year *year, const char *what, const struct xc_error *error);
bool office_made(struct year *year, int rc, const char *what,
                 const struct xc_error *error);
/* Draws: each step of a stage; a substitution is asked for, then has its value. */
bool office_commit(struct year *year, struct drawn_stage *stage);
bool office_void(struct year *year, struct drawn_stage *stage);
bool office_draw(struct year *year, struct drawn_stage *stage);
/* person NULL: the target leaves. */
bool office_ask(struct year *year, const char *visit, const char *person);
bool office_substitute(struct year *year);
/* Papers. */
bool office_open_case(struct year *year, unsigned target);
bool office_close_case(struct year *year, struct dossier *dossier);
bool office_decide(struct year *year); /* one proposal that waits, if any */
bool office_schedule(struct year *year, const struct wanted *rows, size_t count);

/* What may happen on a working day, by the seed's profile. */
bool happen(struct year *year);
bool happen_draws(struct year *year);
bool happen_papers(struct year *year);
FILE *happen_open_import(const struct year *year, char path[PATH_BYTES],
                         const char *head);
bool happen_import(struct year *year, FILE *file, const char *table, const char *path);
/* A visit to come, by chance; programme PROGRAMMES: of any. NULL: none was met. */
struct shown *happen_some_visit(struct year *year, unsigned programme);
/* Results of today's visits set out for the office, late or wrong at times. */
void happen_results(struct year *year);

/* ---- Judging ---- */

/* What a visit is for. */
struct duty {
    char stage[ID_BYTES];
    unsigned number;
    bool by_hand; /* added by hand: no obligation asks for it */
};
enum { MAX_DUTIES = 8, MAX_SEATS = 4 };

/* A visit as its stored line says. */
struct shown {
    char id[ID_BYTES];
    unsigned programme;
    char *line; /* owned */
    unsigned target;
    struct duty duties[MAX_DUTIES];
    size_t duty_count;
    xc_date date, end_date;
    unsigned start, end, minutes;
    unsigned sequence;
    xc_instant embargo; /* XC_NO_INSTANT: none */
    xc_instant changed;
    bool live, pinned, published, agency;
    unsigned people[MAX_SEATS];
    size_t person_count;
    char crew[ID_BYTES];
    xc_date settled; /* the day of its newest change: a pinned one knows no more */
    xc_date manned;  /* the same of its people: who moves it need not change them */
    bool cancelled_by_hand, done;
};

struct feeds;

struct judge {
    sqlite3 *db;
    struct shown *visits; /* ascending by id; owned */
    size_t count, capacity;
    struct known {
        int64_t change;     /* number of the newest change row that was read */
        int64_t summary_of; /* number of the replan whose summary was read; −1: none */
        json_t *summary;    /* owned; NULL: it was not planned yet */
    } known[PROGRAMMES];
    struct counted { /* today */
        unsigned moved, changed, replans;
    } counted[PROGRAMMES];
    size_t told;              /* so many of what the office was told are marked */
    char breach[TEXT_BYTES];  /* the first; empty: none */
    char invariant[ID_BYTES]; /* its name */
    char *checkpoint;         /* of an earlier day; owned */
    struct feeds *feeds;      /* everybody's calendar; owned; NULL: not looked at yet */
    bool opened[MAX_TARGETS]; /* targets whose names somebody could see once */
};

bool judge_open(struct year *year);
/* A programme was planned for the first time. */
void judge_begin(struct year *year, unsigned programme);
void judge_close(struct year *year);
/* Reads what is stored and checks everything; false: a breach. */
bool judge_day(struct year *year);
bool judge_planted(struct year *year); /* a day and the ledger, at once */
bool judge_end(struct year *year);

/* For the parts: notes a breach, and goes on only with the first. */
void judge_breach(struct judge *judge, const char *invariant, const char *format, ...)
    XC_PRINTF(3, 4);
struct shown *judge_visit(const struct judge *judge, const char *id);

void judge_read(struct year *year,
                bool whole); /* rows and lines; what was published is recorded */
/* A row of a replan; before NULL: it is new; after NULL: it is gone. */
void judge_count_move(struct judge *judge, const struct shown *before,
                      const struct shown *after, unsigned programme);
void judge_moves(struct year *year); /* what replans changed today */
/* Somebody who is named as unmet. */
struct wish {
    unsigned programme, target;
    const char *stage;
    bool agency;
    xc_date first, last, gap; /* days on which any of what they are owed can lie */
    const char *found_by;     /* ids: none of their crews may come; NULL: any may */
};
/* Right after a replan: no day may be left on which they could be visited. */
void judge_unmet(struct year *year, const struct wish *wish);
void judge_promises(struct year *year); /* coverage, windows, gaps */
/* The year after leaves out whoever failed twice running. */
bool judge_unfit(const struct year *year, unsigned programme, unsigned target);
void judge_caps(struct year *year);    /* over all programmes; cases lift them */
void judge_draws(struct year *year);   /* who was drawn is visited by who was drawn */
void judge_tickets(struct year *year); /* the draws themselves, by docs/draw.md */
void judge_papers(struct year *year);  /* receipts, decisions, points, schedules */
void judge_people(struct year *year);  /* who is where, and may be */
void judge_causes(struct year *year);  /* follow-ups and checks for cause */
void judge_embargo(struct year *year); /* every stored end of an embargo */
void judge_secrets(struct year *year); /* what the public and inspectors are shown */
void judge_feeds(struct year *year);   /* what calendars that merge hold */
void judge_feeds_free(struct feeds *feeds);
/* Marks every target that has a visit which somebody may see now: its name may be shown.
 */
void judge_open_names(const struct year *year, bool open[MAX_TARGETS]);
/* Looks for names of other targets. */
void judge_look(struct year *year, const bool *open, struct xc_str text,
                const char *where);
void judge_due(struct year *year); /* due items by an independent calendar */
void judge_ledger(struct year *year);
int64_t judge_ledger_newest(const struct judge *judge); /* the number of its last entry */

/* Breaks what is stored behind the store's back; false: no such breach, or no place for
 * it yet. */
bool plant(struct year *year, const char *breach);
const char *plant_name(size_t number);      /* NULL: there are no more */
const char *plant_invariant(size_t number); /* that must find it */
/* Of a year of the same profile that has what the breach is in. */
uint64_t plant_seed(size_t number, uint64_t seed);

struct breach {
    const char *name;
    bool (*plant)(struct year *year);
    const char *invariant;
    bool rare; /* wants a year in which much happens */
};
extern const struct breach plant_beside[]; /* ends with name NULL */
/* Rows that say what the store would never have let through. */
bool plant_execute(struct year *year, const char *sql);
bool plant_row(struct year *year, const struct shown *visit, const char *id,
               const char *line, const char *reason);
/* The visit's line with some members changed (stolen); stored with this reason. */
bool plant_edit(struct year *year, const struct shown *visit, json_t *changes,
                const char *reason);
bool plant_cancel(struct year *year, const struct shown *visit); /* NULL: false */
/* A visit ahead of today that is in people's calendars. */
struct shown *plant_ahead(struct year *year, unsigned programme, const char *stage,
                          size_t skip);

/* Plays one year. 0: sound; 1: a breach, told in one line; 2: the product failed. */
int year_play(const struct options *options, struct xc_buffer *exports,
              struct year *year);

#endif
