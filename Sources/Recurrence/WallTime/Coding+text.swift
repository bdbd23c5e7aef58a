/// A failure that has a message for the person who wrote the text.
protocol TextFailure: Error {
    var message: String { get }
}

extension WallTimeFailure: TextFailure {}
extension RecurrenceRuleFailure: TextFailure {}
extension CronExpressionFailure: TextFailure {}

extension Decoder {
    /// Reads a value from its text; a failure becomes a `DecodingError` with its message.
    func text<Value, Failure: TextFailure>(_ parse: (String) throws(Failure) -> Value) throws -> Value {
        let container = try singleValueContainer()
        let text = try container.decode(String.self)
        do {
            return try parse(text)
        } catch {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: error.message)
        }
    }
}

extension Encoder {
    func encodeText(_ text: String) throws {
        var container = singleValueContainer()
        try container.encode(text)
    }
}
