// Hooks (folder of Orchestration): who wants to be told of what, and where.
//
// Knows: the table of hooks, their filters and secrets, how a delivery is signed, which addresses may be called at all.
// Must not know: how a delivery is sent, tried again or given up (the folder Deliveries), the HTTP endpoints.
// May import: Crypto, GRDB, Foundation; the folders Connections and Events.
