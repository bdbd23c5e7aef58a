import Curl
import Foundation
import LivedigitalAPI
import Synchronization

/// A livedigital with a hidden truth: what it really made, however the answers were lost. It forgets nothing.
final class Livedigital: HTTPTransport {
    struct Playback {
        var id: String
        var space: String
        var name: String
        var record: String?
        var isPublished = false
        var madeAt: Date
        var isRemoved = false
        var events: [Int] = []
    }

    struct Event {
        var id: String
        var playback: Int
        var name: String
        var startsAt: Date
        var madeAt: Date
        /// Participants could have seen it.
        var wasPublished = false
        var isRemoved = false
    }

    /// The rooms by their space, and the answer that lists the spaces of an account.
    struct Directory {
        let rooms: [String: [String]]
        let spaces: [String: String]

        init(_ jobs: [WeeklyJob]) {
            rooms = Dictionary(grouping: jobs, by: \.space).mapValues { $0.map(\.room) }
            spaces = Dictionary(grouping: jobs, by: \.account).mapValues { jobs in
                let items = Set(jobs.map(\.space)).sorted().map { #"{"id":"\#($0)","name":"\#($0)"}"# }
                return #"{"items":[\#(items.joined(separator: ","))],"total":\#(items.count)}"#
            }
        }
    }

    struct Truth {
        var playbacks: [Playback] = []
        var events: [Event] = []
        var playbacksOfSpace: [String: [Int]] = [:]
        /// What it does after it hung up, in order.
        var late: [(at: Date, request: HTTPRequest)] = []
        var now: Date
        var calls = 0
        var faults: [String: Int] = [:]
        var random: SeededGenerator
    }

    private let directory: Directory
    private let faultRate: Double
    private let truth: Mutex<Truth>
    /// New objects appear in lists this much later at most.
    static let listLag: TimeInterval = 2
    static let address = "https://remote.test/v1"

    init(directory: Directory, faultRate: Double, now: Date, random: SeededGenerator) {
        self.directory = directory
        self.faultRate = faultRate
        truth = Mutex(Truth(now: now, random: random))
    }

    /// All that was ever made.
    var made: (playbacks: [Playback], events: [Event]) { truth.withLock { ($0.playbacks, $0.events) } }

    var counts: String {
        truth.withLock { truth in
            let faulty = truth.faults.values.reduce(0, +)
            let share = (Double(faulty) / Double(max(1, truth.calls))).formatted(.percent.precision(.fractionLength(1)))
            let kinds = truth.faults.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
            return "\(truth.calls) calls, \(faulty) of them faulty (\(share): \(kinds))"
        }
    }

    /// Lets its time come to an instant, with the work that falls due until then.
    func advance(to now: Date) {
        truth.withLock { truth in
            while let next = truth.late.first, next.at <= now {
                truth.late.removeFirst()
                truth.now = next.at
                _ = truth.answer(next.request, directory)
            }
            truth.now = max(truth.now, now)
        }
    }

    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        let result = truth.withLock { truth -> Result<HTTPResponse, HTTPFailure> in
            truth.calls += 1
            guard truth.random.chance(faultRate) else { return .success(truth.answer(request, directory)) }
            return truth.fail(request, directory)
        }
        return try result.get()
    }
}

extension Livedigital.Truth {
    private static let lost = HTTPFailure(code: .connectionLost, message: "the connection was lost", requestWasSent: true)

    /// Something goes wrong on the way.
    mutating func fail(_ request: HTTPRequest, _ directory: Livedigital.Directory) -> Result<HTTPResponse, HTTPFailure> {
        func count(_ kind: String) { faults[kind, default: 0] += 1 }
        switch Int.random(in: 0..<7, using: &random) {
        case 0:
            count("refused before it was sent")
            return .failure(HTTPFailure(code: .cannotConnect, message: "the connection was refused", requestWasSent: false))
        case 1:
            count("429")
            return .success(answer(429, #"{"message":"slow down"}"#, [("Retry-After", "2")]))
        case 2:
            count("lost before the work")
            return .failure(Self.lost)
        case 3:
            count("lost after the work")
            _ = answer(request, directory)
            return .failure(Self.lost)
        case 4:
            count("5xx before the work")
            return .success(answer(503, #"{"message":"try later"}"#))
        case 5:
            count("5xx after the work")
            _ = answer(request, directory)
            return .success(answer(502, "<html>bad gateway</html>"))
        default:
            count("lost and worked on")
            late.append((now.addingTimeInterval(Double(Int.random(in: 100...3_500, using: &random)) / 1000), request))
            late.sort { $0.at < $1.at }
            return .failure(Self.lost)
        }
    }

    func answer(_ status: Int, _ body: String, _ headers: [(name: String, value: String)] = []) -> HTTPResponse {
        HTTPResponse(status: status, headers: [("Date", HTTPDate.text(now))] + headers, body: Data(body.utf8))
    }
}
