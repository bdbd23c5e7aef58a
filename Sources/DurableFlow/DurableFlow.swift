// DurableFlow: runs flows so that a crash at any instant loses no step and makes nothing twice on the remote side.
//
// Knows: flows as values, the journal (SQLite), group commit, timers, retries, unknown outcomes, lanes, who owns the database.
// Must not know: livedigital, HTTP, job files, what a call means. A `Performer` passed in carries calls out and looks them up.
// May import: GRDB, GRDBSQLite (statements of every step), CSQLite (its settings), Crypto (fingerprints), Logging, Foundation, Synchronization.
