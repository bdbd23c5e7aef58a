// Access (folder of Orchestration): who may act for a connection over HTTP, and what was asked for already.
//
// Knows: keys by their digest; requests by their key, so that a repeated one is answered and not done again.
// Must not know: HTTP.
// May import: Crypto, GRDB, Foundation, DurableFlow.
