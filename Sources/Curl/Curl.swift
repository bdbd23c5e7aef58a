// Curl: an async HTTP client over libcurl's multi interface, on one thread of its own.
//
// Knows: HTTP requests and answers, connections, time-outs, TLS, and how far a request got before it failed.
// Must not know: livedigital, JSON, retries, the journal. It never repeats a request; whoever calls it decides.
// May import: CLibcurl, Foundation, Synchronization.
