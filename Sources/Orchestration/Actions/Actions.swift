// Actions (folder of Orchestration): what the service offers to do on livedigital, each thing defined once and served through every door.
//
// Knows: the actions with their parameters, results and words for people; how a request is read; the steps of a job and of one action as a flow;
// who carries them out.
// Must not know: HTTP, the command line, tables of other folders.
// May import: DurableFlow, LivedigitalAPI, Recurrence (zones, spelling), Crypto through MasterKey, Foundation.
