// ProcessHarness: what tests with real processes share: a sandbox in the test's process, and the command `autowebinar` as a child.
//
// Knows: how to start the built commands, what they print, how they end, how to wait for what they do.
// Must not know: what a test expects.
// May import: Sandbox, Foundation.
