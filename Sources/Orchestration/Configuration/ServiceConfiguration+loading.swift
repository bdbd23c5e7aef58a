import DurableFlow
import Foundation
import Recurrence

extension ServiceConfiguration {
    /// Variables with our prefix that are not keys of the configuration.
    package static let reservedVariables = ["AUTOWEBINAR_CONFIG", "AUTOWEBINAR_TOKEN", MasterKey.environmentVariable]

    /// Finds and reads the configuration: the file at `path` (the option `--config`), else at `AUTOWEBINAR_CONFIG`, else at `defaultPath` if there
    /// is one, else none; then the environment over it. A variable is `AUTOWEBINAR_`, the section and the key in capitals with underscores between
    /// words: `server.port` is `AUTOWEBINAR_SERVER_PORT`, `livedigital.baseURL` is `AUTOWEBINAR_LIVEDIGITAL_BASE_URL`. A list is written with
    /// commas, an empty variable counts as not set, and an unknown variable with our prefix is an error, since it is a misspelt one.
    package static func load(
        path: String? = nil, environment: [String: String], defaultPath: String = "config/autowebinar.yaml"
    ) throws(DiagnosticList) -> ServiceConfiguration {
        let (configuration, mistakes) = examine(path: path, environment: environment, defaultPath: defaultPath)
        if let mistakes { throw mistakes }
        return configuration
    }

    /// The same, and what can be read in spite of mistakes: a key that is wrong keeps its default.
    package static func examine(
        path: String? = nil, environment: [String: String], defaultPath: String = "config/autowebinar.yaml"
    ) -> (configuration: ServiceConfiguration, mistakes: DiagnosticList?) {
        let fromEnvironment = environment["AUTOWEBINAR_CONFIG"].flatMap { $0.isEmpty ? nil : $0 }
        // One that may not be looked at is there, perhaps, and so is one behind a link whose target is away.
        let isThere = access(defaultPath, F_OK) == 0 || errno == EACCES || BrokenLink.path(in: defaultPath) != nil
        let file = path ?? fromEnvironment ?? (isThere ? defaultPath : nil)
        var document = (node: DocumentNode(content: .map([]), position: DocumentPosition(file: "environment")), diagnostics: [Diagnostic]())
        if let file {
            do throws(DiagnosticList) {
                document = try Document.node(
                    contents(of: file, namedBy: path != nil ? "--config" : fromEnvironment != nil ? "AUTOWEBINAR_CONFIG" : nil), file: file,
                    mayBeEmpty: true)
            } catch {
                document.diagnostics = error.diagnostics
            }
        }
        document.node.apply(variables(in: environment))
        document.diagnostics += unknownVariables(in: environment)
        let (read, mistakes) = Document.examine(document) { ServiceConfiguration($0) }
        var configuration = read ?? ServiceConfiguration()
        configuration.file = file
        return (configuration, mistakes)
    }

    private static func contents(of file: String, namedBy source: String?) throws(DiagnosticList) -> Data {
        do {
            return try Document.contents(of: file)
        } catch {
            guard let source, var diagnostic = error.diagnostics.first else { throw error }
            diagnostic.hint = [diagnostic.hint, "it is named by \(source)"].compactMap(\.self).joined(separator: "; ")
            throw DiagnosticList(diagnostic)
        }
    }

    private static func variables(in environment: [String: String]) -> [EnvironmentSetting] {
        ConfigurationKeys.sections.flatMap { section, keys in
            keys.compactMap { key in
                let variable = ConfigurationKeys.variable(section, key)
                guard let text = environment[variable], !text.isEmpty else { return nil }
                return EnvironmentSetting(section: section, key: key, variable: variable, text: text)
            }
        }
    }

    private static func unknownVariables(in environment: [String: String]) -> [Diagnostic] {
        let known = ConfigurationKeys.sections.flatMap { section, keys in keys.map { ConfigurationKeys.variable(section, $0) } } + reservedVariables
        return environment.keys.filter { $0.hasPrefix("AUTOWEBINAR_") && !known.contains($0) }.sorted().map { variable in
            // The prefix would make everything look alike.
            let prefix = "AUTOWEBINAR_"
            let nearest = Spelling.nearest(to: String(variable.dropFirst(prefix.count)), in: known.map { String($0.dropFirst(prefix.count)) })
            return Diagnostic(
                file: variable, problem: "unknown environment variable",
                hint: nearest.isEmpty ? "names are like AUTOWEBINAR_SERVER_PORT, section and key" : Spelling.question(nearest.map { prefix + $0 }))
        }
    }
}

/// One key of the configuration that the environment sets.
private struct EnvironmentSetting {
    var section: String
    var key: String
    var variable: String
    var text: String

    var node: DocumentNode {
        let position = DocumentPosition(file: variable)
        guard key == "watch", text != "all" else { return .plain(text, at: position) }
        let items = text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        return DocumentNode(content: .list(items.map { .plain($0, at: position) }), position: position)
    }
}

extension DocumentNode {
    /// Puts the environment over the document. A document or section of another form is left as it is, to be reported as such.
    fileprivate mutating func apply(_ settings: [EnvironmentSetting]) {
        for setting in settings {
            set(setting.section, at: DocumentPosition(file: setting.variable)) { section in
                section.set(setting.key, at: DocumentPosition(file: setting.variable)) { $0 = setting.node }
            }
        }
    }

    private mutating func set(_ key: String, at position: DocumentPosition, _ change: (inout DocumentNode) -> Void) {
        if case .nothing = content { content = .map([]) }
        guard case .map(var entries) = content else { return }
        if let index = entries.firstIndex(where: { $0.key == key }) {
            let before = entries[index].value
            change(&entries[index].value)
            // A replaced value is no longer where its key stands; a section keeps its place.
            if before.position != entries[index].value.position { entries[index].keyPosition = position }
        } else {
            var value = DocumentNode(content: .nothing, position: position)
            change(&value)
            entries.append(Entry(key: key, keyPosition: position, value: value))
        }
        content = .map(entries)
    }
}
