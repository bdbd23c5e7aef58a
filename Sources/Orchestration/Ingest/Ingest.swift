// Ingest (folder of Orchestration): what livedigital's webhook brings, from the raw bytes to the event.
//
// Knows: how a body is read with its order kept, how its signature is verified, the table of what came in, what each event of livedigital changes here.
// Must not know: how our webhook at livedigital is made (the folder Webhooks), the HTTP server.
// May import: Crypto, DurableFlow, GRDB, LivedigitalAPI; the folders Connections, Deliveries, Events and Planning.
