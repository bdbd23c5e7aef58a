import Curl
import Foundation
import LivedigitalAPI

/// Where an OpenAPI document comes from.
struct OpenAPISource {
    private let place: String

    init(_ place: String) { self.place = place }

    private static let maximumBytes = 32 << 20

    /// The file's name, or the address without its query and fragment.
    var name: String { isAddress ? String(place.prefix { !"?#".contains($0) }) : URL(fileURLWithPath: place).lastPathComponent }

    private var isAddress: Bool { place.hasPrefix("http://") || place.hasPrefix("https://") }

    /// The text. For the page of a Swagger UI it is the script beside it, which has the document in it.
    func text() async throws -> String {
        guard isAddress else {
            guard let data = FileManager.default.contents(atPath: place), data.count <= Self.maximumBytes else {
                throw Console.fail("The file \(place) cannot be read or is larger than 32 MiB.")
            }
            return String(decoding: data, as: UTF8.self)
        }
        let text = try await fetch(String(place.prefix { $0 != "#" }))
        guard text.prefix(500).trimmingCharacters(in: .whitespacesAndNewlines).hasPrefix("<") else { return text }
        return try await fetch(script)
    }

    /// The address of the script beside a page, which may be given with its own file such as `index.html`.
    var script: String {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        // Before the path stand the scheme, nothing, and the host.
        let folder = parts.count > 3 && parts[parts.count - 1].contains(".htm") ? parts.dropLast().joined(separator: "/") : name
        return folder.withoutLastSlashes + "/swagger-ui-init.js"
    }

    /// Without a token: the document is public or not to be had.
    private func fetch(_ address: String) async throws -> String {
        let client = CurlClient(configuration: .init())
        defer { client.shutdown() }
        do {
            let response = try await client.send(
                HTTPRequest(
                    url: address, headers: [("Accept", "application/json, application/yaml, */*")], maximumRedirects: 5,
                    maximumBodyBytes: Self.maximumBytes))
            guard response.status == 200 else {
                throw Console.fail("\(address) answered \(response.status). Save the document by hand and give the file.")
            }
            return String(decoding: response.body, as: UTF8.self)
        } catch let failure as HTTPFailure {
            throw Console.fail("\(address): \(failure.message)")
        }
    }
}
