extension ServiceConfiguration {
    /// This configuration with what a running service can take over of another one: the log, `livedigital.rate`, `concurrency` and `watch`.
    ///
    /// The rest counts from the next start. The timeout, too: how long an unknown outcome may still take effect hangs on it.
    package func takingOver(_ other: ServiceConfiguration) -> ServiceConfiguration {
        var copy = self
        copy.log = other.log
        copy.livedigital.rate = other.livedigital.rate
        copy.livedigital.concurrency = other.livedigital.concurrency
        copy.livedigital.watch = other.livedigital.watch
        return copy
    }

    /// The keys that have other values than in another configuration, such as `server.port`, in the order of the file.
    package func differences(from other: ServiceConfiguration) -> [String] {
        let (own, others) = (Mirror(reflecting: self), Mirror(reflecting: other))
        return ConfigurationKeys.sections.flatMap { section, keys in
            // The members are called as the keys.
            keys.filter { own.descendant(section, $0) as? AnyHashable != others.descendant(section, $0) as? AnyHashable }.map { "\(section).\($0)" }
        }
    }
}
