// CrashTests: real processes of the command, killed or hindered at every moment of every remote step, against a sandbox that keeps an append-only ledger.
//
// Knows: what the account must hold at the end, and how each step must say that it came to its success.
// Must not know: the journal's tables, the engine's types, how livedigital is called.
// May import: ProcessHarness, Sandbox, Testing, Foundation.
