// Gateway: the service's HTTP API under /v1, with /health and /metrics beside it.
//
// Knows: HTTP, who may see what, the shapes of requests and answers, and how every failure is told. One table of routes serves the requests and
// makes the OpenAPI document.
// Must not know: SQL (the tables are Orchestration's), how a run is carried out, the command line.
// May import: Orchestration and below, HummingbirdCore, NIOCore, HTTPTypes, Crypto, Logging, Foundation.
