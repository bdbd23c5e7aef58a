/// Something did not happen in time. Thrown out of a test, it fails it.
package struct NeverHappened: Error, CustomStringConvertible {
    package let what: String

    package var description: String { "it never happened: \(what)" }
}

/// Whether a test looks again and again for what it waits for.
enum Looking {
    @TaskLocal static var isOn = false
}

/// Waits until `condition` holds, looking again and again; the time allowed only bounds a failure.
///
/// - Throws: ``NeverHappened`` at the end of that time, and what the condition throws.
package func eventually(
    _ what: String, within limit: Duration = .seconds(30), every pause: Duration = .milliseconds(20), _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + limit
    while try await !Looking.$isOn.withValue(true, operation: condition) {
        guard ContinuousClock.now < deadline else { throw NeverHappened(what: what) }
        try await Task.sleep(for: pause)
    }
}
