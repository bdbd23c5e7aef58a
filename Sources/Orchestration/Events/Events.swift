// Events (folder of Orchestration): what happened, once each, and what everybody else is told of it.
//
// Knows: the types of event, the flat payload that hooks, the polling twin and the samples share, the table of events, which facts of runs, jobs and
// sessions are events.
// Must not know: who is told (the folder Deliveries), where livedigital's events come from (the folder Ingest), HTTP.
// May import: Crypto, DurableFlow, GRDB, LivedigitalAPI; the folders Analytics, Autowebinar, Planning and Runs.
