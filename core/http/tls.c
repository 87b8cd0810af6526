/* TLS: libuv moves the bytes, OpenSSL sees a connection's buffers. */
#include "http/internal.h"

#include <openssl/err.h>
#include <string.h>

static int fail_tls(struct xc_error *error, const char *file) {
    char text[256];
    ERR_error_string_n(ERR_get_error(), text, sizeof text);
    ERR_clear_error();
    (void)xc_fail_at(error, XC_EENV, xc_str_from(file), 0, 0,
                     "cannot be used for TLS: %s.", text);
    return xc_hint(error, "it must be PEM: the certificate with its chain, and the key "
                          "that belongs to it, readable by this user.");
}

/* The one protocol that is spoken here; a client that names others only is told so. */
static int choose_protocol(SSL *ssl, const unsigned char **chosen, unsigned char *length,
                           const unsigned char *offered, unsigned count, void *context) {
    static const unsigned char ours[] = "\x08http/1.1";
    unsigned char *found = NULL;
    (void)ssl;
    (void)context;
    if (SSL_select_next_proto(&found, length, ours, sizeof ours - 1, offered, count) !=
        OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    *chosen = found;
    return SSL_TLSEXT_ERR_OK;
}

int xc_http_tls_load(const struct xc_http_tls *tls, SSL_CTX **context,
                     struct xc_error *error) {
    SSL_CTX *made = SSL_CTX_new(TLS_server_method());
    if (!made)
        return xc_fail_memory(error);
    int code = XC_OK;
    ERR_clear_error();
    if (SSL_CTX_set_min_proto_version(made, TLS1_2_VERSION) != 1 ||
        SSL_CTX_set_cipher_list(made, "ECDHE+AESGCM:ECDHE+CHACHA20") != 1)
        code = fail_tls(error, tls->certificate);
    else if (SSL_CTX_use_certificate_chain_file(made, tls->certificate) != 1)
        code = fail_tls(error, tls->certificate);
    else if (SSL_CTX_use_PrivateKey_file(made, tls->key, SSL_FILETYPE_PEM) != 1 ||
             SSL_CTX_check_private_key(made) != 1)
        code = fail_tls(error, tls->key);
    if (code) {
        SSL_CTX_free(made);
        return code;
    }
    (void)SSL_CTX_set_mode(made, SSL_MODE_RELEASE_BUFFERS |
                                     SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    (void)SSL_CTX_set_options(made, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                        SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_alpn_select_cb(made, choose_protocol, NULL);
    /* clients keep tickets; a cache here would only grow */
    (void)SSL_CTX_set_session_cache_mode(made, SSL_SESS_CACHE_OFF);
    *context = made;
    return XC_OK;
}

/* ---- bytes between OpenSSL and a connection ---- */

static int put_bytes(BIO *bio, const char *bytes, int count) {
    struct xc_http_connection *c = BIO_get_data(bio);
    BIO_clear_retry_flags(bio);
    return count > 0 && xc_buffer_append(&c->sealed, bytes, (size_t)count) == 0 ? count
                                                                                : -1;
}

static int get_bytes(BIO *bio, char *bytes, int room) {
    struct xc_http_connection *c = BIO_get_data(bio);
    BIO_clear_retry_flags(bio);
    if (c->cipher.len == 0) {
        BIO_set_retry_read(bio);
        return -1;
    }
    struct xc_str part = xc_str_slice(c->cipher, 0, room > 0 ? (size_t)room : 0);
    memcpy(bytes, part.ptr, part.len);
    c->cipher = xc_str_slice(c->cipher, part.len, c->cipher.len);
    return (int)part.len;
}

static long control(BIO *bio, int what, long number, void *pointer) {
    (void)bio;
    (void)number;
    (void)pointer;
    return what == BIO_CTRL_FLUSH;
}

BIO_METHOD *xc_http_tls_bio(void) {
    BIO_METHOD *method = BIO_meth_new(BIO_TYPE_SOURCE_SINK, "connection");
    if (!method || BIO_meth_set_write(method, put_bytes) != 1 ||
        BIO_meth_set_read(method, get_bytes) != 1 ||
        BIO_meth_set_ctrl(method, control) != 1) {
        BIO_meth_free(method);
        return NULL;
    }
    return method;
}

bool xc_http_tls_begin(struct xc_http_connection *c) {
    SSL *ssl = SSL_new(c->server->tls);
    BIO *bio = BIO_new(c->server->bio);
    if (!ssl || !bio) {
        SSL_free(ssl);
        BIO_free(bio);
        return false;
    }
    BIO_set_data(bio, c);
    BIO_set_init(bio, 1);
    SSL_set_bio(ssl, bio, bio);
    SSL_set_accept_state(ssl);
    c->ssl = ssl;
    return true;
}

/* ---- the connection's side ---- */

bool xc_http_tls_ready(const SSL *ssl) {
    return SSL_is_init_finished(ssl) == 1;
}

/* 0 where only more bytes are wanted. */
static int judge(const SSL *ssl, int result) {
    int reason = SSL_get_error(ssl, result);
    if (reason == SSL_ERROR_ZERO_RETURN)
        return 1;
    return reason == SSL_ERROR_WANT_READ || reason == SSL_ERROR_WANT_WRITE ? 0 : -1;
}

int xc_http_tls_feed(struct xc_http_connection *c, const char *bytes, size_t count) {
    char *plain = c->server->plain;
    c->cipher = (struct xc_str){bytes, count};
    ERR_clear_error();
    if (!xc_http_tls_ready(c->ssl)) {
        int result = SSL_do_handshake(c->ssl);
        if (result != 1)
            return judge(c->ssl, result);
    }
    while (!uv_is_closing((uv_handle_t *)&c->tcp) && c->phase != XC_HTTP_CLOSING) {
        ERR_clear_error();
        int result = SSL_read(c->ssl, plain, sizeof c->server->plain);
        if (result <= 0)
            return judge(c->ssl, result);
        xc_http_connection_take(c, plain, (size_t)result);
    }
    return 0;
}

int xc_http_tls_seal(SSL *ssl, struct xc_str bytes) {
    ERR_clear_error();
    return SSL_write(ssl, bytes.ptr, (int)bytes.len) == (int)bytes.len ? 0 : -1;
}

void xc_http_tls_end(SSL *ssl) {
    ERR_clear_error();
    if (xc_http_tls_ready(ssl))
        (void)SSL_shutdown(ssl);
}
