// Deliveries (folder of Orchestration): events on their way to hooks.
//
// Knows: the table of deliveries and their order, the flow of one delivery with its retries, how one is sent, when a target is left in peace.
// Must not know: where events come from, the HTTP endpoints.
// May import: Curl, DurableFlow, GRDB, Foundation; the folders Connections, Events, Flows and Hooks.
