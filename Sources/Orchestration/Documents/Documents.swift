// Documents (folder of Orchestration): the one decoder of all YAML that people write: job files, configuration, contract overrides.
//
// Knows: YAML, positions in a text, and how to say what is wrong with it.
// Must not know: what the keys mean. A reader reports through its collector and goes on, so that one look shows every mistake of a file.
// May import: Foundation, Recurrence (wall times, spelling), Yams (in DocumentComposer alone).
