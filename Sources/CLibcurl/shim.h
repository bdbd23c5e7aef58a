#include <curl/curl.h>

// Swift cannot call variadic functions, so each kind of argument has a function of its own.
// The parentheses round the names keep curl.h's type-checking macros away.

static inline CURLcode curl_set_long(CURL *easy, CURLoption option, long value) {
    return (curl_easy_setopt)(easy, option, value);
}

static inline CURLcode curl_set_offset(CURL *easy, CURLoption option, curl_off_t value) {
    return (curl_easy_setopt)(easy, option, value);
}

/// libcurl copies the string, except for CURLOPT_POSTFIELDS. NULL resets the option.
static inline CURLcode curl_set_string(CURL *easy, CURLoption option, const char *value) {
    return (curl_easy_setopt)(easy, option, value);
}

/// libcurl keeps the pointer only.
static inline CURLcode curl_set_pointer(CURL *easy, CURLoption option, void *value) {
    return (curl_easy_setopt)(easy, option, value);
}

/// libcurl keeps the pointer only: the list must outlive the transfer.
static inline CURLcode curl_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
    return (curl_easy_setopt)(easy, option, value);
}

/// For CURLOPT_WRITEFUNCTION and CURLOPT_HEADERFUNCTION.
static inline CURLcode curl_set_sink(CURL *easy, CURLoption option, size_t (*value)(char *, size_t, size_t, void *)) {
    return (curl_easy_setopt)(easy, option, value);
}

/// For CURLOPT_PREREQFUNCTION.
static inline CURLcode curl_set_prerequest(CURL *easy, curl_prereq_callback value) {
    return (curl_easy_setopt)(easy, CURLOPT_PREREQFUNCTION, value);
}

/// For CURLOPT_OPENSOCKETFUNCTION.
static inline CURLcode curl_set_socket_opener(CURL *easy, curl_opensocket_callback value) {
    return (curl_easy_setopt)(easy, CURLOPT_OPENSOCKETFUNCTION, value);
}

static inline CURLcode curl_get_long(CURL *easy, CURLINFO info, long *value) {
    return (curl_easy_getinfo)(easy, info, value);
}

static inline CURLcode curl_get_offset(CURL *easy, CURLINFO info, curl_off_t *value) {
    return (curl_easy_getinfo)(easy, info, value);
}

static inline CURLcode curl_get_pointer(CURL *easy, CURLINFO info, void **value) {
    return (curl_easy_getinfo)(easy, info, value);
}

static inline CURLMcode curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return (curl_multi_setopt)(multi, option, value);
}

// Macros with casts, which Swift does not import.
static const long curl_auth_basic = CURLAUTH_BASIC;
static const long curl_auth_bearer = CURLAUTH_BEARER;

static const curl_socket_t curl_no_socket = CURL_SOCKET_BAD;

/// True when libcurl was built with a file of trusted authorities, and not with a folder alone.
static inline _Bool curl_has_authorities_file(void) {
    return curl_version_info(CURLVERSION_NOW)->cainfo != NULL;
}
