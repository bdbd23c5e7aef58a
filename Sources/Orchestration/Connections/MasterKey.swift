package import Crypto
package import Foundation
import LivedigitalAPI

/// The key that seals tokens at rest.
package struct MasterKey: Sendable {
    private let key: SymmetricKey

    /// The variable that holds the key itself, in base64, where no key file is wanted.
    package static let environmentVariable = "AUTOWEBINAR_SECRETS_KEY"

    /// Takes the key from the environment, else from the file.
    ///
    /// - Throws: ``SecretError`` where there is none or it is malformed, the file cannot be read, or others than its owner may read it.
    package static func load(file path: String, environment: [String: String]) throws(SecretError) -> MasterKey {
        if let key = try find(path, environment) { return key }
        throw SecretError(
            "the key file \(path) is missing, and with it what opens the stored tokens; put it back, or add the connections again with: "
                + "autowebinar connection add")
    }

    /// Takes the key as ``load(file:environment:)`` does, and makes the file with a new random key where it is missing. What was sealed with a
    /// lost key stays closed.
    package static func make(file path: String, environment: [String: String]) throws(SecretError) -> MasterKey {
        if let key = try find(path, environment) { return key }
        try create(path)
        guard let key = try read(path) else { throw SecretError("the key file \(path) vanished while it was being made; try again") }
        return key
    }

    private static func find(_ path: String, _ environment: [String: String]) throws(SecretError) -> MasterKey? {
        if let text = environment[environmentVariable], !text.isEmpty {
            return try MasterKey(base64: text, source: environmentVariable)
        }
        return try read(path)
    }

    private init(base64 text: String, source: String) throws(SecretError) {
        guard let data = Data(base64Encoded: text.trimmingCharacters(in: .whitespacesAndNewlines)), data.count == 32 else {
            throw SecretError("\(source) does not hold a key: 32 bytes in base64 are expected")
        }
        key = SymmetricKey(data: data)
    }

    private static func read(_ path: String) throws(SecretError) -> MasterKey? {
        var status = stat()
        guard stat(path, &status) == 0 else {
            if errno == ENOENT { return nil }
            throw SecretError("the key file \(path) cannot be read: \(String(cString: strerror(errno)))")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw SecretError("the key file \(path) may be read by others; run: chmod 600 \(path)")
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw SecretError("the key file \(path) cannot be read; check its owner")
        }
        return try MasterKey(base64: String(decoding: data, as: UTF8.self), source: path)
    }

    /// Makes the file whole or not at all; where another process was quicker, its key stands.
    private static func create(_ path: String) throws(SecretError) {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        let temporary = "\(path).\(getpid())"
        let text = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0).base64EncodedString() } + "\n"
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw SecretError("the folder of the key file \(path) cannot be made: \(error.localizedDescription)")
        }
        unlink(temporary)
        let descriptor = Foundation.open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw SecretError("the key file \(path) cannot be made: \(String(cString: strerror(errno)))") }
        let isWritten = text.withCString { write(descriptor, $0, strlen($0)) } == text.utf8.count && fsync(descriptor) == 0
        close(descriptor)
        defer { unlink(temporary) }
        guard isWritten, link(temporary, path) == 0 || errno == EEXIST else {
            throw SecretError("the key file \(path) cannot be written: \(String(cString: strerror(errno)))")
        }
    }

    /// Seals a secret (AES-GCM, a new random nonce each time) so that it opens only for the same connection and member.
    package func seal(_ secret: String, connection: String, member: String) throws -> Data {
        let box = try AES.GCM.seal(Data(secret.utf8), using: key, authenticating: Data("\(connection)\0\(member)".utf8))
        guard let combined = box.combined else { throw SecretError("the secret could not be sealed") }
        return combined
    }

    /// Opens what ``seal(_:connection:member:)`` made.
    ///
    /// - Throws: ``SecretError`` where the key is another one or the bytes were changed.
    package func open(_ sealed: Data, connection: String, member: String) throws(SecretError) -> String {
        guard
            let box = try? AES.GCM.SealedBox(combined: sealed),
            let data = try? AES.GCM.open(box, using: key, authenticating: Data("\(connection)\0\(member)".utf8))
        else {
            throw SecretError(
                "the \(member) of the connection \(connection) was sealed with another key; add the connection again, or put the old key back")
        }
        return String(decoding: data, as: UTF8.self)
    }

    /// A key for another purpose, which tells nothing about this one.
    ///
    /// - Parameter purpose: a fixed word.
    package func derived(for purpose: String) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(inputKeyMaterial: key, info: Data(purpose.utf8), outputByteCount: 32)
    }

    /// What a token is known by where it must not be shown.
    package static func fingerprint(_ token: String) -> String {
        SHA256.hash(data: Data(token.utf8)).prefix(6).hexadecimal
    }
}

/// Why secrets cannot be kept or read, with what to do; never the secret.
package struct SecretError: Error, Sendable, Equatable, CustomStringConvertible {
    package var description: String

    package init(_ description: String) { self.description = description }
}
