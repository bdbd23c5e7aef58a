/// Hands a value the containers that write to a stream.
struct JSONStreamEncoder: Encoder {
    let stream: JSONStream
    /// How many brackets are open around the value.
    let depth: Int

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(JSONStreamMembers(stream: stream, place: stream.open(at: depth, isObject: true)))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        JSONStreamElements(stream: stream, place: stream.open(at: depth, isObject: false))
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { JSONStreamValue(stream: stream) }
}

private struct JSONStreamMembers<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let stream: JSONStream
    let place: JSONStream.Place

    var codingPath: [any CodingKey] { [] }

    private func value(of key: some CodingKey) -> JSONStream {
        stream.next(in: place, key: key.stringValue)
        return stream
    }

    func encodeNil(forKey key: Key) { value(of: key).writeNull() }
    func encode(_ value: Bool, forKey key: Key) { self.value(of: key).write(value) }
    func encode(_ value: String, forKey key: Key) { self.value(of: key).write(value) }
    func encode(_ value: Double, forKey key: Key) throws { try self.value(of: key).write(value) }
    func encode(_ value: Float, forKey key: Key) throws { try self.value(of: key).write(value) }
    func encode(_ value: Int, forKey key: Key) { self.value(of: key).write(value) }
    func encode(_ value: Int8, forKey key: Key) { self.value(of: key).write(value) }
    func encode(_ value: Int16, forKey key: Key) { self.value(of: key).write(value) }
    func encode(_ value: Int32, forKey key: Key) { self.value(of: key).write(value) }
    func encode(_ value: Int64, forKey key: Key) { self.value(of: key).write(value) }
    func encode(_ value: UInt, forKey key: Key) { self.value(of: key).write(value) }
    func encode(_ value: UInt8, forKey key: Key) { self.value(of: key).write(value) }
    func encode(_ value: UInt16, forKey key: Key) { self.value(of: key).write(value) }
    func encode(_ value: UInt32, forKey key: Key) { self.value(of: key).write(value) }
    func encode(_ value: UInt64, forKey key: Key) { self.value(of: key).write(value) }
    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws { try self.value(of: key).encode(value) }

    func nestedContainer<Nested: CodingKey>(keyedBy keyType: Nested.Type, forKey key: Key) -> KeyedEncodingContainer<Nested> {
        superEncoder(at: key).container(keyedBy: keyType)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { superEncoder(at: key).unkeyedContainer() }
    func superEncoder() -> any Encoder { superEncoder(at: SuperKey()) }
    func superEncoder(forKey key: Key) -> any Encoder { superEncoder(at: key) }

    private func superEncoder(at key: some CodingKey) -> JSONStreamEncoder { JSONStreamEncoder(stream: value(of: key), depth: place.depth) }
}

private struct JSONStreamElements: UnkeyedEncodingContainer {
    let stream: JSONStream
    let place: JSONStream.Place
    private(set) var count = 0

    init(stream: JSONStream, place: JSONStream.Place) {
        self.stream = stream
        self.place = place
    }

    var codingPath: [any CodingKey] { [] }

    private mutating func element() -> JSONStream {
        count += 1
        stream.next(in: place)
        return stream
    }

    mutating func encodeNil() { element().writeNull() }
    mutating func encode<Value: Encodable>(_ value: Value) throws { try element().encode(value) }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy keyType: Nested.Type) -> KeyedEncodingContainer<Nested> {
        superElement().container(keyedBy: keyType)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { superElement().unkeyedContainer() }
    mutating func superEncoder() -> any Encoder { superElement() }

    private mutating func superElement() -> JSONStreamEncoder { JSONStreamEncoder(stream: element(), depth: place.depth) }
}

private struct JSONStreamValue: SingleValueEncodingContainer {
    let stream: JSONStream

    var codingPath: [any CodingKey] { [] }

    func encodeNil() { stream.writeNull() }
    func encode(_ value: Bool) { stream.write(value) }
    func encode(_ value: String) { stream.write(value) }
    func encode(_ value: Double) throws { try stream.write(value) }
    func encode(_ value: Float) throws { try stream.write(value) }
    func encode(_ value: Int) { stream.write(value) }
    func encode(_ value: Int8) { stream.write(value) }
    func encode(_ value: Int16) { stream.write(value) }
    func encode(_ value: Int32) { stream.write(value) }
    func encode(_ value: Int64) { stream.write(value) }
    func encode(_ value: UInt) { stream.write(value) }
    func encode(_ value: UInt8) { stream.write(value) }
    func encode(_ value: UInt16) { stream.write(value) }
    func encode(_ value: UInt32) { stream.write(value) }
    func encode(_ value: UInt64) { stream.write(value) }
    func encode<Value: Encodable>(_ value: Value) throws { try stream.encode(value) }
}

/// The member that a class keeps its superclass in, as everywhere.
private struct SuperKey: CodingKey {
    var stringValue: String { "super" }
    var intValue: Int? { nil }

    init() {}
    init?(stringValue: String) { nil }
    init?(intValue: Int) { nil }
}
