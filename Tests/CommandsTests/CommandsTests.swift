// CommandsTests: the command line end to end: real processes against a sandbox account, judged by what they print, how they exit and what the
// sandbox's ledger holds afterwards.
//
// Knows: the texts and JSON that people and programs rely on.
// Must not know: the database, the engine, how a command is built.
// May import: ProcessHarness, Sandbox, Foundation.
//
// Every suite is serialized, and six tests run at once at most: so a test waits only shortly for its place, and its time limit is its own.
