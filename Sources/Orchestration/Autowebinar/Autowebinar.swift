// Autowebinar (folder of Orchestration): the flow that makes one autowebinar, as a value.
//
// Knows: the order of the steps, what a step asks livedigital for, when it is too late, and what is left to remove.
// Must not know: HTTP, the journal, the present time, files. It performs nothing; `LivedigitalPerformer` carries its calls out.
// May import: DurableFlow (the protocol `Flow` and its values), LivedigitalAPI (records and dates), Foundation.
