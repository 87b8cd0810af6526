/* The server: one process that offices leave running. docs/server.md says how it works:
 * whatever it does for somebody, it does by running a command in their name. */
#ifndef XC_SERVE_SERVE_H
#define XC_SERVE_SERVE_H

#include "base/catalogue.h"
#include "base/date.h"
#include "base/error.h"

/* All texts are borrowed for as long as the server runs. */
struct xc_serve_options {
    const char *listen;      /* "127.0.0.1:8080"; port 0: any */
    const char *certificate; /* PEM files, both or none */
    const char *key;
    const char *public_url; /* how clients reach it, without a slash at its end; NULL */
    const char *db;
    const char *office;                 /* of those who do not name one; may be empty */
    const char *self;                   /* path of this program */
    const char *statutory;              /* the provisional calendar; NULL */
    const char *plugins;                /* folder; NULL: the installed one */
    const char *pages;                  /* folder of what browsers load; NULL: none */
    const char *api;                    /* folder of the operations */
    const char *policies;               /* folder that is watched; NULL: none */
    bool own_policies;                  /* not those installed: new ones may come */
    const char *drafts;                 /* folder of reports that are due; NULL: none */
    const char *access_log;             /* NULL: standard error */
    const char *language;               /* of those who ask for none: "zh" or "en" */
    const struct xc_catalogue *chinese; /* NULL: not installed */
    xc_instant now;                     /* the server's clock starts here … */
    bool own_clock; /* … and goes on from there; false: the real clock */
};

/* Serves until SIGTERM or SIGINT, then lets answers end. ready, with the address that
 * clients can use, comes once it listens. SIGHUP: certificates, pages and logs anew. */
int xc_serve_run(const struct xc_serve_options *options,
                 void (*ready)(void *context, const char *address), void *context,
                 struct xc_error *error);

#endif
