// Webhooks (folder of Orchestration): the one webhook that a livedigital space has, as ours, for as long as anybody needs the space's events.
//
// Knows: the table of our webhooks, who needs which space, the flow that makes and removes one, whose address a webhook has.
// Must not know: what its messages mean (the folder Ingest), who is told of them (the folder Deliveries).
// May import: Crypto, DurableFlow, GRDB, LivedigitalAPI; the folders Connections, Events, Flows, Hooks, Jobs and Planning.
