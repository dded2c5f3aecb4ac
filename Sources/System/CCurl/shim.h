#pragma once
// The typed macros of <curl/curl.h> would only warn about what the functions below already say.
#define CURL_DISABLE_TYPECHECK
#include <arpa/inet.h>
#include <curl/curl.h>
#include <locale.h>
#include <netinet/in.h>
#include <resolv.h>
#include <string.h>
#include <sys/socket.h>

// Swift cannot call variadic functions: one function for each kind of argument.

typedef size_t (*hunter_curl_sink)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode hunter_curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode hunter_curl_set_text(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode hunter_curl_set_pointer(CURL *handle, CURLoption option, const void *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode hunter_curl_set_size(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode hunter_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode hunter_curl_set_sink(CURL *handle, CURLoption option, hunter_curl_sink value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode hunter_curl_set_open_socket(CURL *handle, curl_opensocket_callback value) {
    return curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, value);
}

static inline CURLcode hunter_curl_get_long(CURL *handle, CURLINFO info, long *value) {
    return curl_easy_getinfo(handle, info, value);
}

// Copies the IP address of what curl is about to connect to; 4 or 16 bytes, 0 for any other family.
static inline int hunter_curl_address(const struct curl_sockaddr *address, unsigned char bytes[16]) {
    if (address->family == AF_INET && address->addrlen >= sizeof(struct sockaddr_in)) {
        struct sockaddr_in in;
        memcpy(&in, &address->addr, sizeof in);
        memcpy(bytes, &in.sin_addr, 4);
        return 4;
    }
    if (address->family == AF_INET6 && address->addrlen >= sizeof(struct sockaddr_in6)) {
        struct sockaddr_in6 in;
        memcpy(&in, &address->addr, sizeof in);
        memcpy(bytes, &in.sin6_addr, 16);
        return 16;
    }
    return 0;
}

static inline curl_socket_t hunter_curl_socket(const struct curl_sockaddr *address) {
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

// From now on the calling thread's name look-ups ask this server alone. 0 where the address is none.
static inline int hunter_use_name_server(const char *address, unsigned short port) {
    struct sockaddr_in server = {.sin_family = AF_INET, .sin_port = htons(port)};
    if (inet_pton(AF_INET, address, &server.sin_addr) != 1 || res_init() != 0) {
        return 0;
    }
    _res.nscount = 1;
    _res.nsaddr_list[0] = server;
    return 1;
}

// A host name in the ASCII form that name servers know, or no name. curl reads names in the thread's locale, which here is
// always "C": for this call it is one of UTF-8.
static inline char *hunter_curl_host(CURLU *url) {
    char *host = NULL;
    locale_t unicode = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    locale_t before = unicode ? uselocale(unicode) : (locale_t)0;
    CURLUcode code = curl_url_get(url, CURLUPART_HOST, &host, CURLU_PUNYCODE);
    if (unicode) {
        uselocale(before);
        freelocale(unicode);
    }
    return code == CURLUE_OK ? host : NULL;
}
