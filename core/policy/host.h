/* The Lua state of one evaluation, inside the worker process: its memory, its budget, and
 * the one door through which protected calls are made. Private to policy.
 *
 * Errors travel as a userdata that holds a struct xc_error, so that their English format
 * reaches the parent process and can be translated there. Nothing obtained from malloc
 * may be held by a function that can raise: what must outlive a raise belongs to struct
 * xc_host. */
#ifndef XC_POLICY_HOST_H
#define XC_POLICY_HOST_H

#include "base/buffer.h"
#include "base/error.h"
#include "policy/policy.h"

#include <jansson.h>
#include <lua.h>

enum {
    XC_HOST_STEPS = 100000000, /* one account for instructions, C steps and allocations */
    XC_HOST_HOOK = 1000,       /* instructions between two looks at the account */
    XC_HOST_BYTES = 64 << 20,  /* of the Lua state in all */
    XC_HOST_BLOCK = 8 << 20,   /* of one string or table part */
    XC_HOST_LOG = 64 << 10,    /* what `log` may say */
    XC_HOST_FILES = 128,       /* Lua sources of one evaluation */
    XC_HOST_SOURCE = 64 << 10, /* bytes of one Lua source */
    XC_HOST_ANSWER = 16 << 20, /* bytes of one line between the processes */
    XC_HOST_NODES = 400000     /* JSON values of one answer */
};

enum xc_limit {
    XC_LIMIT_NONE = 0,
    XC_LIMIT_MEMORY,
    XC_LIMIT_INSTRUCTIONS,
    XC_LIMIT_OUTPUT
};

/* A line of a source; file is a position in xc_host.files, −1: unknown. */
struct xc_place {
    int file;
    int line;
};

struct xc_host {
    lua_State *lua;
    int64_t steps;         /* left */
    size_t bytes;          /* in use */
    enum xc_limit tripped; /* sticky */
    struct xc_place tripped_at;
    struct xc_place refused_at;           /* where memory was last refused */
    struct xc_str files[XC_HOST_FILES];   /* paths, borrowed from request */
    struct xc_str sources[XC_HOST_FILES]; /* their texts, borrowed from request */
    size_t file_count;
    const json_t *request; /* borrowed */
    json_t *reply;         /* owned; the parent's last answer to a question */
    struct xc_buffer log;
    struct xc_buffer scratch; /* for texts on their way into Lua */
    struct xc_place stage_at; /* while a stage is planned: where the policy made it */
    const char *stage;        /* its id, anchored by the caller; NULL: none is planned */
    unsigned asked;           /* questions put to the parent */
    struct xc_policy_lines lines;
    bool testing;
};

/* Makes the state with the sandbox in it. The request must outlive the host. A host is
 * never closed: the process ends with _exit. */
int xc_host_open(struct xc_host *host, const json_t *request, struct xc_error *error);

/* Adds a Lua source; both texts are borrowed. Its number, or −1 where there are too many.
 */
int xc_host_add_file(struct xc_host *host, struct xc_str path, struct xc_str source);

struct xc_host *xc_host_of(lua_State *L);

/* The one door: calls the function below its arguments as lua_pcall does, checks that the
 * stack is as deep as it was, and turns what was raised into *error. Results lie on the
 * stack. */
int xc_host_call(struct xc_host *host, int arguments, int results,
                 struct xc_error *error);

/* The same door for functions that Lua called (`expect(f):fails()`): true where the call
 * went well; false leaves *error filled; raises again where a limit tripped. No results
 * are kept. */
bool xc_host_try(lua_State *L, int arguments, struct xc_error *error);

/* Takes steps from the account; raises where nothing is left. */
void xc_host_charge(lua_State *L, uint64_t steps);

/* Raises a limit; sticky. */
_Noreturn void xc_host_trip(lua_State *L, enum xc_limit limit);

/* Raises XC_EPOLICY at the line of Lua that is running; while a stage is planned, at the
 * line of the policy that made the stage. */
_Noreturn void xc_host_raise(lua_State *L, const char *format, ...) XC_PRINTF(2, 3);

/* The same with another code and place (file −1: none). */
_Noreturn void xc_host_raise_at(lua_State *L, int code, struct xc_place place,
                                const char *format, ...) XC_PRINTF(4, 5);

/* Raises an error that is already filled. */
_Noreturn void xc_host_raise_error(lua_State *L, const struct xc_error *error);

/* The line of Lua that is running, or {−1, 0}. */
struct xc_place xc_host_here(lua_State *L);

/* Loads source number file and pushes its function, whose environment is the table at the
 * top of the stack (which it replaces). Raises on syntax errors. */
void xc_host_load(lua_State *L, int file);

/* Fills an error as text from JSON of the parent would: place by file number. */
void xc_host_locate(const struct xc_host *host, struct xc_place place,
                    struct xc_error *error);

#endif
