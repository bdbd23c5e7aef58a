// swift-tools-version: 6.2
import PackageDescription

/// Swift 6 language mode comes with the tools version; a warning in our own code is an error everywhere, so that it never lands.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

/// For a module whose generic types others use with one type each: the compiler may make a version of them for that type in those modules. By itself
/// it offers it what is `public` only, and ours is `package`.
let specialised =
    settings + [
        .unsafeFlags(["-cross-module-optimization", "-Xllvm", "-sil-cross-module-serialize-all"], .when(configuration: .release))
    ]

func dependency(_ product: String, _ package: String) -> Target.Dependency { .product(name: product, package: package) }

let argumentParser = dependency("ArgumentParser", "swift-argument-parser")
let crypto = dependency("Crypto", "swift-crypto")
let grdb = dependency("GRDB", "GRDB.swift")
let grdbSQLite = dependency("GRDBSQLite", "GRDB.swift")
let hummingbird = dependency("Hummingbird", "hummingbird")
let hummingbirdCore = dependency("HummingbirdCore", "hummingbird")
let logging = dependency("Logging", "swift-log")
let nioHTTPTypes = dependency("NIOHTTPTypes", "swift-nio-extras")
let nioCore = dependency("NIOCore", "swift-nio")
let nioHTTP1 = dependency("NIOHTTP1", "swift-nio")
let nioPosix = dependency("NIOPosix", "swift-nio")
let httpTypes = dependency("HTTPTypes", "swift-http-types")
let serviceLifecycle = dependency("ServiceLifecycle", "swift-service-lifecycle")
let unixSignals = dependency("UnixSignals", "swift-service-lifecycle")
let yams = dependency("Yams", "Yams")

let package = Package(
    name: "autowebinar",
    products: [
        .executable(name: "autowebinar", targets: ["autowebinar"]),
        .executable(name: "autowebinar-bench", targets: ["autowebinar-bench"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .systemLibrary(name: "CLibcurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CLibzip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CXLSXWriter", pkgConfig: "xlsxwriter", providers: [.apt(["libxlsxwriter-dev"])]),
        .target(name: "Curl", dependencies: ["CLibcurl"], swiftSettings: settings),
        .target(name: "Spreadsheet", dependencies: ["CLibzip", "CXLSXWriter"], swiftSettings: settings),
        .target(name: "Recurrence", swiftSettings: settings),
        .target(name: "LivedigitalAPI", dependencies: ["Curl"], swiftSettings: settings),
        .target(name: "DurableFlow", dependencies: ["CSQLite", crypto, grdb, grdbSQLite, logging], swiftSettings: specialised),
        .target(
            name: "Sandbox",
            dependencies: ["Curl", "Spreadsheet", crypto, hummingbird, hummingbirdCore, httpTypes, logging, nioCore, serviceLifecycle],
            swiftSettings: settings),
        .target(
            name: "Orchestration",
            dependencies: ["Curl", "DurableFlow", "LivedigitalAPI", "Recurrence", "Spreadsheet", crypto, grdb, logging, yams],
            swiftSettings: settings),
        .target(
            name: "Gateway",
            dependencies: [
                "DurableFlow", "LivedigitalAPI", "Orchestration", "Recurrence", "Spreadsheet", crypto, grdb, hummingbirdCore, httpTypes, logging,
                nioCore, nioHTTP1, nioHTTPTypes, nioPosix,
            ],
            swiftSettings: settings),
        .target(
            name: "AutowebinarCommands",
            dependencies: [
                "Curl", "DurableFlow", "Gateway", "LivedigitalAPI", "Orchestration", "Recurrence", "Sandbox", "Spreadsheet", argumentParser,
                logging,
                serviceLifecycle, unixSignals,
            ],
            swiftSettings: settings),
        .executableTarget(name: "autowebinar", dependencies: ["AutowebinarCommands"], swiftSettings: settings),
        .executableTarget(
            name: "autowebinar-bench",
            dependencies: [
                "CLibcurl", "Curl", "DurableFlow", "LivedigitalAPI", "Orchestration", "Recurrence", "Spreadsheet", argumentParser, crypto, grdb,
                grdbSQLite,
                logging,
            ],
            swiftSettings: settings),

        .executableTarget(
            name: "CrashProcess", dependencies: ["AutowebinarCommands", "DurableFlow", "Orchestration", logging], path: "Tests/CrashProcess",
            swiftSettings: settings),
        .executableTarget(
            name: "RecurrenceProbe", dependencies: ["Recurrence"], path: "Tests/RecurrenceProbe", swiftSettings: settings),
        .executableTarget(
            name: "YearSimulation",
            dependencies: ["Curl", "DurableFlow", "LivedigitalAPI", "Orchestration", "Recurrence", argumentParser, grdb],
            path: "Tests/YearSimulation",
            swiftSettings: settings),
        .target(name: "ProcessHarness", dependencies: ["Sandbox"], path: "Tests/ProcessHarness", swiftSettings: settings),
        .testTarget(
            name: "CrashTests", dependencies: ["ProcessHarness", "CrashProcess", "Sandbox", "YearSimulation"], swiftSettings: settings),
        .testTarget(
            name: "CommandsTests",
            dependencies: [
                "AutowebinarCommands", "Curl", "CrashProcess", "DurableFlow", "Orchestration", "ProcessHarness", "Sandbox", crypto, grdb,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "GatewayTests",
            dependencies: [
                "Gateway", "Curl", "DurableFlow", "LivedigitalAPI", "Orchestration", "ProcessHarness", "Recurrence", "Sandbox", "TestServer", logging,
            ],
            swiftSettings: settings),
        .target(name: "TestServer", path: "Tests/TestServer", swiftSettings: settings),
        .testTarget(name: "CurlTests", dependencies: ["Curl", "TestServer"], swiftSettings: settings),
        .testTarget(
            name: "EventsTests",
            dependencies: [
                "Orchestration", "DurableFlow", "LivedigitalAPI", "Recurrence", "Sandbox", "ProcessHarness", "TestServer", crypto, grdb, logging,
            ],
            swiftSettings: settings),
        .testTarget(name: "SpreadsheetTests", dependencies: ["Spreadsheet", "CLibzip"], swiftSettings: settings),
        .testTarget(name: "RecurrenceTests", dependencies: ["Recurrence"], swiftSettings: settings),
        .testTarget(name: "LivedigitalAPITests", dependencies: ["LivedigitalAPI", "Curl"], swiftSettings: settings),
        .testTarget(name: "DurableFlowTests", dependencies: ["DurableFlow", grdb, logging], swiftSettings: settings),
        .testTarget(name: "SandboxTests", dependencies: ["Sandbox", "Spreadsheet", crypto, logging, serviceLifecycle], swiftSettings: settings),
        .testTarget(
            name: "OrchestrationTests",
            dependencies: [
                "Orchestration", "DurableFlow", "LivedigitalAPI", "Recurrence", "Spreadsheet", "Curl", "ProcessHarness", crypto, grdb, logging,
            ],
            swiftSettings: settings),
    ]
)
