/// The loop of the floor: commit whatever waits, start the calls that it allows, wait for answers.
struct Floor {
    let place: FloorPlace
    let journal: FloorJournal
    let transfers: FloorTransfers
    let runs: Int

    /// Carries all runs out; the first failure ends the measurement.
    func execute() throws {
        // One for each transfer: the run that it serves.
        var lanes = [FloorRun?](repeating: nil, count: transfers.count)
        var begun = 0
        var finished = 0
        var waiting = Array(lanes.indices)
        while finished < runs {
            try journal.commit {
                for index in waiting {
                    if lanes[index] != nil {
                        try record(transfers.answer(index), of: &lanes[index]!)
                        if lanes[index]!.isFinished {
                            finished += 1
                            lanes[index] = nil
                        }
                    }
                    if lanes[index] == nil, begun < runs {
                        begun += 1
                        lanes[index] = FloorRun(number: begun, place: place)
                        try journal.begin(lanes[index]!)
                    }
                    if let run = lanes[index] { try journal.intend(run) }
                }
            }
            for index in waiting {
                if let run = lanes[index] { try transfers.start(index, run.call) }
            }
            if finished < runs { waiting = try transfers.finished() }
        }
    }

    private func record(_ answer: FloorTransfers.Answer, of run: inout FloorRun) throws {
        try journal.conclude(run, status: answer.status, body: answer.body)
        try run.receive(answer.body)
        try journal.advance(run)
    }
}
