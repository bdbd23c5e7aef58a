extension Fault: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case operation, occurrence, times, matching, moment, action
        case status, retryAfter, message, seconds, bytes, pid
    }

    private enum ActionName: String, Codable {
        case status, drop, delay, late, garbage, cut, stall, kill
    }

    /// Reads the flat form.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let action: Action
        switch try container.decode(ActionName.self, forKey: .action) {
        case .status:
            action = .status(
                try container.decode(Int.self, forKey: .status), retryAfter: try container.decodeIfPresent(Int.self, forKey: .retryAfter),
                message: try container.decodeIfPresent(String.self, forKey: .message))
        case .drop: action = .drop
        case .delay: action = .delay(.seconds(try container.decode(Double.self, forKey: .seconds)))
        case .late: action = .late(.seconds(try container.decode(Double.self, forKey: .seconds)))
        case .garbage: action = .garbage
        case .cut: action = .cut(bytes: try container.decode(Int.self, forKey: .bytes))
        case .stall:
            action = .stall(bytes: try container.decode(Int.self, forKey: .bytes), .seconds(try container.decode(Double.self, forKey: .seconds)))
        case .kill: action = .kill(pid: try container.decode(Int32.self, forKey: .pid))
        }
        self.init(
            operation: try container.decode(String.self, forKey: .operation),
            occurrence: try container.decodeIfPresent(Int.self, forKey: .occurrence) ?? 1,
            times: try container.decodeIfPresent(Int.self, forKey: .times) ?? 1,
            matching: try container.decodeIfPresent(Matching.self, forKey: .matching),
            moment: try container.decodeIfPresent(Moment.self, forKey: .moment) ?? .before,
            action: action)
    }

    /// Writes the flat form.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(operation, forKey: .operation)
        try container.encode(occurrence, forKey: .occurrence)
        try container.encode(times, forKey: .times)
        try container.encodeIfPresent(matching, forKey: .matching)
        try container.encode(moment, forKey: .moment)
        switch action {
        case .status(let status, let retryAfter, let message):
            try container.encode(ActionName.status, forKey: .action)
            try container.encode(status, forKey: .status)
            try container.encodeIfPresent(retryAfter, forKey: .retryAfter)
            try container.encodeIfPresent(message, forKey: .message)
        case .drop: try container.encode(ActionName.drop, forKey: .action)
        case .delay(let duration):
            try container.encode(ActionName.delay, forKey: .action)
            try container.encode(duration.timeInterval, forKey: .seconds)
        case .late(let duration):
            try container.encode(ActionName.late, forKey: .action)
            try container.encode(duration.timeInterval, forKey: .seconds)
        case .garbage: try container.encode(ActionName.garbage, forKey: .action)
        case .cut(let bytes):
            try container.encode(ActionName.cut, forKey: .action)
            try container.encode(bytes, forKey: .bytes)
        case .stall(let bytes, let duration):
            try container.encode(ActionName.stall, forKey: .action)
            try container.encode(bytes, forKey: .bytes)
            try container.encode(duration.timeInterval, forKey: .seconds)
        case .kill(let pid):
            try container.encode(ActionName.kill, forKey: .action)
            try container.encode(pid, forKey: .pid)
        }
    }

    /// What is wrong with a fault that reads well but means nothing; nil where it can be armed.
    var problem: String? {
        guard Operation(rawValue: operation) != nil else {
            return "operation must be one of " + Operation.allCases.map(\.rawValue).joined(separator: ", ")
        }
        guard occurrence >= 1, times >= 1 else { return "occurrence and times must be 1 or more" }
        guard matching == nil || operation == Operation.updatePlayback.rawValue else { return "matching is for updatePlayback only" }
        if let interruption = action.interruption {
            let operations = [Operation.getRecordFile, .redirectToDownloadRoomRecord]
            guard operations.map(\.rawValue).contains(operation) else {
                return "cut and stall are for \(operations.map(\.rawValue).joined(separator: " and ")) only"
            }
            guard interruption.position >= 0 else { return "bytes must be 0 or more" }
        }
        switch action {
        case .status(let status, let retryAfter, _):
            guard (200...599).contains(status) else { return "status must be from 200 to 599" }
            return (retryAfter ?? 0) < 0 ? "retryAfter must be 0 or more" : nil
        case .delay(let duration), .late(let duration), .stall(_, let duration):
            return (.zero ... .seconds(3600)).contains(duration) ? nil : "seconds must be from 0 to 3600"
        // 0 and negative numbers would mean groups of processes, 1 the whole machine.
        case .kill(let pid): return pid > 1 ? nil : "pid must be 2 or more"
        case .drop, .garbage, .cut: return nil
        }
    }
}
