package import Recurrence

extension DocumentValue {
    /// A text that something of the calendar is read from; its failure is reported at this value.
    package func reading<Value>(_ read: (String) throws(WallTimeFailure) -> Value) -> Value? {
        guard let text = text() else { return nil }
        do {
            return try read(text)
        } catch {
            report(error.code == .malformed ? error.message : "\(text): \(error.message)", hint: error.hint)
            return nil
        }
    }

    /// A recurrence rule (RFC 5545, section 3.3.10); a mistake is reported at the part that is wrong.
    package func recurrenceRule() -> RecurrenceRule? {
        guard let text = text() else { return nil }
        do {
            return try RecurrenceRule(text)
        } catch {
            report(error.message, hint: error.hint, offset: error.offset)
            return nil
        }
    }

    /// A cron line of five fields; a mistake is reported at the part that is wrong.
    package func cronExpression() -> CronExpression? {
        guard let text = text() else { return nil }
        do {
            return try CronExpression(text)
        } catch {
            report(error.message, hint: error.hint, offset: error.offset)
            return nil
        }
    }

    /// Adds a mistake within a scalar, so many characters from its beginning.
    private func report(_ problem: String, hint: String?, offset: Int) {
        guard case .scalar(_, let isPlain) = node.content, let column = node.position.column else { return report(problem, hint: hint) }
        var position = node.position
        position.column = column + offset + (isPlain ? 0 : 1)
        collector.append(Diagnostic(at: position, path: path, problem: problem, hint: hint))
    }
}
