#include "policy/host.h"

#include "policy/bindings.h"
#include "policy/native.h"
#include "policy/scan.h"

#include <lauxlib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char error_key = 0; /* its address finds the metatable of errors */

struct xc_host *xc_host_of(lua_State *L) {
    struct xc_host *host = NULL;
    memcpy(&host, lua_getextraspace(L), sizeof(struct xc_host *));
    return host;
}

/* Chunks are named "@#<number>", so that a native message starts "#<number>:<line>:"
 * whatever the length of the path. */
static int chunk_number(const char *source) {
    if (source[0] == '@')
        source++;
    if (*source++ != '#' || *source < '0' || *source > '9')
        return -1;
    long number = strtol(source, NULL, 10);
    return number < XC_HOST_FILES ? (int)number : -1;
}

struct xc_place xc_host_here(lua_State *L) {
    lua_Debug frame;
    for (int level = 0; lua_getstack(L, level, &frame) == 1; level++) {
        lua_getinfo(L, "Sl", &frame);
        if (frame.currentline > 0)
            return (struct xc_place){chunk_number(frame.source), frame.currentline};
    }
    return (struct xc_place){-1, 0};
}

static void hook(lua_State *L, lua_Debug *frame);

static void exhaust(struct xc_host *host) {
    if (host->tripped != XC_LIMIT_NONE || host->lua == NULL)
        return;
    host->tripped = XC_LIMIT_INSTRUCTIONS;
    host->tripped_at = xc_host_here(host->lua);
    lua_sethook(host->lua, hook, LUA_MASKCOUNT, 1);
}

/* Copying and clearing memory is work too: a block costs a step per 16 bytes. */
static void *allocate(void *context, void *block, size_t old_size, size_t new_size) {
    struct xc_host *host = context;
    size_t old = block == NULL ? 0 : old_size;
    if (new_size == 0) {
        free(block);
        host->bytes -= old;
        return NULL;
    }
    bool too_much = new_size > old && (new_size > XC_HOST_BLOCK ||
                                       host->bytes - old + new_size > XC_HOST_BYTES);
    void *result = too_much ? NULL : realloc(block, new_size);
    if (result == NULL) {
        if (host->lua != NULL)
            host->refused_at = xc_host_here(host->lua);
        return NULL;
    }
    host->bytes = host->bytes - old + new_size;
    if (new_size > old)
        host->steps -= (int64_t)((new_size - old) / 16 + 1);
    if (host->steps < 0)
        exhaust(host);
    return result;
}

static void fill_limit(struct xc_host *host, struct xc_error *error) {
    if (host->tripped == XC_LIMIT_MEMORY)
        xc_fail(error, XC_EPOLICY, "limit: memory");
    else if (host->tripped == XC_LIMIT_OUTPUT)
        xc_fail(error, XC_EPOLICY, "limit: output");
    else
        xc_fail(error, XC_EPOLICY, "limit: instructions");
    xc_host_locate(host, host->tripped_at, error);
}

_Noreturn void xc_host_raise_error(lua_State *L, const struct xc_error *error) {
    struct xc_error *raised = lua_newuserdatauv(L, sizeof(*raised), 0);
    *raised = *error;
    lua_rawgetp(L, LUA_REGISTRYINDEX, &error_key);
    lua_setmetatable(L, -2);
    lua_error(L);
    _exit(70);
}

static _Noreturn void raise_limit(lua_State *L) {
    struct xc_error error = {0};
    fill_limit(xc_host_of(L), &error);
    xc_host_raise_error(L, &error);
}

static void hook(lua_State *L, lua_Debug *frame) {
    (void)frame;
    struct xc_host *host = xc_host_of(L);
    if (host->tripped == XC_LIMIT_NONE) {
        host->steps -= XC_HOST_HOOK;
        if (host->steps >= 0)
            return;
        exhaust(host);
    }
    raise_limit(L);
}

void xc_host_charge(lua_State *L, uint64_t steps) {
    struct xc_host *host = xc_host_of(L);
    host->steps -= steps > XC_HOST_STEPS ? XC_HOST_STEPS + 1 : (int64_t)steps;
    if (host->steps < 0)
        exhaust(host);
    if (host->tripped != XC_LIMIT_NONE)
        raise_limit(L);
}

_Noreturn void xc_host_trip(lua_State *L, enum xc_limit limit) {
    struct xc_host *host = xc_host_of(L);
    if (host->tripped == XC_LIMIT_NONE) {
        host->tripped = limit;
        host->tripped_at = xc_host_here(L);
        lua_sethook(L, hook, LUA_MASKCOUNT, 1);
    }
    raise_limit(L);
}

void xc_host_locate(const struct xc_host *host, struct xc_place place,
                    struct xc_error *error) {
    struct xc_str path = {"", 0};
    if (place.file >= 0 && (size_t)place.file < host->file_count)
        path = host->files[place.file];
    size_t length = path.len < sizeof(error->file) ? path.len : sizeof(error->file) - 1;
    if (length > 0)
        memcpy(error->file, path.ptr, length);
    error->file[length] = '\0';
    error->line = place.line > 0 ? (unsigned)place.line : 0;
    error->column = 0;
}

static void fill(struct xc_error *error, int code, const char *format,
                 va_list arguments) {
    *error = (struct xc_error){.code = code};
    xc_message_setv(&error->message, format, arguments);
}

_Noreturn void xc_host_raise(lua_State *L, const char *format, ...) {
    struct xc_host *host = xc_host_of(L);
    struct xc_error error;
    va_list arguments;
    va_start(arguments, format);
    fill(&error, XC_EPOLICY, format, arguments);
    va_end(arguments);
    xc_host_locate(host, host->stage != NULL ? host->stage_at : xc_host_here(L), &error);
    xc_host_raise_error(L, &error);
}

_Noreturn void xc_host_raise_at(lua_State *L, int code, struct xc_place place,
                                const char *format, ...) {
    struct xc_error error;
    va_list arguments;
    va_start(arguments, format);
    fill(&error, code, format, arguments);
    va_end(arguments);
    xc_host_locate(xc_host_of(L), place, &error);
    xc_host_raise_error(L, &error);
}

/* "#3:12: attempt to …" as Lua itself writes it. */
static void split_native(const struct xc_host *host, const char *text,
                         struct xc_error *error) {
    struct xc_place place = {chunk_number(text), 0};
    const char *rest = text;
    const char *colon = strchr(text, ':');
    if (place.file >= 0 && colon != NULL) {
        char *end = NULL;
        long line = strtol(colon + 1, &end, 10);
        if (end != colon + 1 && end[0] == ':' && end[1] == ' ' && line > 0 &&
            line < 1000000) {
            place.line = (int)line;
            rest = end + 2;
        }
    }
    xc_fail(error, XC_EPOLICY, "%s", rest);
    (void)xc_native_message(xc_str_from(rest), &error->message);
    if (place.line == 0)
        place = host->stage != NULL ? host->stage_at : (struct xc_place){0, 0};
    xc_host_locate(host, place, error);
}

/* Turns the raised value at the top into *error and pops it. Uses only calls that cannot
 * raise, because nothing protects it. */
static void take_error(struct xc_host *host, int status, struct xc_error *error) {
    lua_State *L = host->lua;
    if (status == LUA_ERRMEM && host->tripped == XC_LIMIT_NONE) {
        host->tripped = XC_LIMIT_MEMORY;
        host->tripped_at = host->refused_at;
        lua_sethook(L, hook, LUA_MASKCOUNT, 1);
    }
    bool is_error = false;
    if (lua_type(L, -1) == LUA_TUSERDATA && lua_getmetatable(L, -1) != 0) {
        lua_rawgetp(L, LUA_REGISTRYINDEX, &error_key);
        is_error = lua_rawequal(L, -1, -2) == 1;
        lua_pop(L, 2);
    }
    if (host->tripped != XC_LIMIT_NONE)
        fill_limit(host, error);
    else if (is_error)
        *error = *(const struct xc_error *)lua_touserdata(L, -1);
    else if (lua_type(L, -1) == LUA_TSTRING)
        split_native(host, lua_tostring(L, -1), error);
    else
        xc_fail(error, XC_EPOLICY, "an error was raised with a value that is not text");
    lua_pop(L, 1);
}

int xc_host_call(struct xc_host *host, int arguments, int results,
                 struct xc_error *error) {
    lua_State *L = host->lua;
    int base = lua_gettop(L) - arguments - 1;
    int status = lua_pcall(L, arguments, results, 0);
    if (status != LUA_OK)
        take_error(host, status, error);
    int expected = status == LUA_OK ? base + results : base;
    if (lua_gettop(L) != expected)
        return xc_fail(error, XC_EINTERNAL, "the Lua stack is %d deep instead of %d",
                       lua_gettop(L), expected);
    return status == LUA_OK ? XC_OK : error->code;
}

bool xc_host_try(lua_State *L, int arguments, struct xc_error *error) {
    struct xc_host *host = xc_host_of(L);
    const char *stage = host->stage;
    int code = xc_host_call(host, arguments, 0, error);
    host->stage = stage;
    if (host->tripped != XC_LIMIT_NONE)
        raise_limit(L);
    return code == XC_OK;
}

int xc_host_add_file(struct xc_host *host, struct xc_str path, struct xc_str source) {
    if (host->file_count == XC_HOST_FILES)
        return -1;
    host->files[host->file_count] = path;
    host->sources[host->file_count] = source;
    return (int)host->file_count++;
}

void xc_host_load(lua_State *L, int file) {
    struct xc_host *host = xc_host_of(L);
    struct xc_str source = host->sources[file];
    if (source.len > XC_HOST_SOURCE)
        xc_host_raise_at(L, XC_EPOLICY, (struct xc_place){file, 0},
                         "the file is larger than %d KiB", XC_HOST_SOURCE / 1024);
    xc_host_charge(L, source.len * 4);
    unsigned line = xc_scan_power(source);
    if (line > 0)
        xc_host_raise_at(L, XC_EPOLICY, (struct xc_place){file, (int)line},
                         "the operator ^ is not given: its last digits differ between "
                         "machines; multiply instead");
    char name[16];
    (void)snprintf(name, sizeof(name), "@#%d", file);
    int status = luaL_loadbufferx(L, source.ptr, source.len, name, "t");
    if (status != LUA_OK)
        lua_error(L);
    lua_insert(L, -2);
    lua_setupvalue(L, -2, 1);
}

static int text_of_error(lua_State *L) {
    lua_pushliteral(L, "error");
    return 1;
}

static int prepare(lua_State *L) {
    lua_createtable(L, 0, 2);
    lua_pushcfunction(L, text_of_error);
    lua_setfield(L, -2, "__tostring");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_rawsetp(L, LUA_REGISTRYINDEX, &error_key);
    xc_bindings_open(L);
    return 0;
}

static int give_up(lua_State *L) {
    (void)L;
    _exit(70);
}

int xc_host_open(struct xc_host *host, const json_t *request, struct xc_error *error) {
    *host = (struct xc_host){.steps = XC_HOST_STEPS,
                             .request = request,
                             .refused_at = {-1, 0},
                             .tripped_at = {-1, 0},
                             .log = xc_buffer_make(XC_HOST_LOG),
                             .scratch = xc_buffer_make(XC_HOST_BLOCK)};
    lua_State *L = lua_newstate(allocate, host);
    if (L == NULL)
        return xc_fail_memory(error);
    host->lua = L;
    memcpy(lua_getextraspace(L), &host, sizeof(struct xc_host *));
    lua_atpanic(L, give_up);
    lua_sethook(L, hook, LUA_MASKCOUNT, XC_HOST_HOOK);
    lua_pushcfunction(L, prepare);
    return xc_host_call(host, 0, 0, error);
}
