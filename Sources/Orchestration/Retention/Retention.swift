// Retention (folder of Orchestration): what is over for long is forgotten, so that a service can run for years.
//
// Knows: for how long each table is needed, and what must never be forgotten. docs/decisions/0013-retention.md gives the reasons.
// Must not know: how anything came about.
// May import: DurableFlow, GRDB; the tables of the other folders.
