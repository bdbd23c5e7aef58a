// Sandbox: a livedigital account to run against, served over real HTTP on loopback.
//
// Knows: livedigital's documented shapes, refusals and habits, the assumed playback operations, and faults on request. Where the documentation
// leaves room it takes the harsher reading: PUT replaces, lists lag behind, dates come back in another form than they were sent in.
// Must not know: our own client, jobs, flows, the journal. It is written from the documentation, so that it can disagree with the client.
// May import: Curl (to post to webhooks), Spreadsheet, Crypto, Hummingbird, HummingbirdCore, HTTPTypes, NIOCore, Logging, ServiceLifecycle, Foundation, Synchronization.
