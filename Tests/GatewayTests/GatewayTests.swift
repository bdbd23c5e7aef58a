// GatewayTests: the HTTP API through real sockets, over a real database and a sandbox account.
//
// Knows: the API's routes and what they promise.
// Must not know: how they are kept.
// May import: Gateway and below, ProcessHarness, Sandbox.
