// Livedigital (folder of Orchestration): carries the flow's calls out against livedigital, and looks them up.
//
// Knows: which operation serves which call, what each kind of failure means for the engine, how a draft and an event are recognised,
// where reports are stored.
// Must not know: the order of the steps, the journal, when something is tried again, HTTP.
// May import: DurableFlow (the protocol `Performer` and its values), LivedigitalAPI, Crypto (digests of reports), Dispatch, Foundation.
