/* Passwords at rest and tokens: nothing that is stored lets anybody in. */
#ifndef XC_BASE_PASSWORD_H
#define XC_BASE_PASSWORD_H

#include "base/digest.h"

enum {
    XC_PASSWORD_LEAST = 10,  /* characters; NIST SP 800-63B asks for 8 */
    XC_PASSWORD_MOST = 256,  /* bytes */
    XC_PASSWORD_BYTES = 112, /* of what is stored, with its NUL */
    XC_TOKEN_CHARS = 32
};

/* What is stored of a password: "scrypt$15$8$1$SALT$KEY" in hex (RFC 7914, 32 MiB and
 * about a tenth of a second to try one). XC_EINPUT: too short, too long, not UTF-8, or
 * the same as the name. */
int xc_password_seal(struct xc_str password, struct xc_str name,
                     char out[XC_PASSWORD_BYTES], struct xc_error *error);

/* Whether it is that password. sealed empty (there is no such user): takes as long, and
 * is false. */
bool xc_password_is(struct xc_str password, struct xc_str sealed);

/* 160 random bits as 32 characters a–z, 2–7 (RFC 4648): part of an address, or what is
 * shown once as a first password. */
int xc_token_new(char out[XC_TOKEN_CHARS + 1], struct xc_error *error);

/* What is stored of a token; false: it is none. */
bool xc_token_digest(struct xc_str token, struct xc_digest *digest);

#endif
