// swift-tools-version: 6.1
import PackageDescription

// The floors of the house, lowest first. A target may depend on floors below its own only;
// `.ci/check-layers` holds every `import` to the same order (see docs/architecture.md).

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

func target(
    _ floor: String, _ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []
) -> Target {
    .target(
        name: name, dependencies: dependencies, path: "Sources/\(floor)/\(name)", resources: resources,
        swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: dependencies, path: "Tests/\(name)Tests", resources: resources,
        swiftSettings: [.enableUpcomingFeature("ExistentialAny")])
}

func system(_ name: String, _ pkgConfig: String? = nil, _ debian: String) -> Target {
    .systemLibrary(name: name, path: "Sources/System/\(name)", pkgConfig: pkgConfig, providers: [.apt([debian])])
}

let package = Package(
    name: "resume-hunter",
    products: [
        .executable(name: "hunter-web", targets: ["hunter-web"]),
        .executable(name: "hunter-worker", targets: ["hunter-worker"]),
        .executable(name: "hunter", targets: ["hunter"]),
        // For Tests/Fuzz, a package of its own.
        .library(name: "Base", targets: ["Base"]),
        .library(name: "HTTP", targets: ["HTTP"]),
        .library(name: "FastCGI", targets: ["FastCGI"]),
        .library(name: "Documents", targets: ["Documents"]),
        .library(name: "Model", targets: ["Model"]),
        .library(name: "Embedding", targets: ["Embedding"]),
        .library(name: "Taxonomy", targets: ["Taxonomy"]),
        .library(name: "Parsing", targets: ["Parsing"]),
        .library(name: "Matching", targets: ["Matching"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    ],
    targets: [
        // System: C libraries, one module map each.
        system("CFastCGI", "fcgi", "libfcgi-dev"),
        system("CPostgres", "libpq", "libpq-dev"),
        system("CHiredis", nil, "libhiredis-dev"),
        system("CCurl", "libcurl", "libcurl4-openssl-dev"),
        system("CSodium", "libsodium", "libsodium-dev"),
        system("CCrypto", "libcrypto", "libssl-dev"),
        system("CGumbo", "gumbo", "libgumbo-dev"),
        system("CCmark", "libcmark", "libcmark-dev"),
        system("CZip", "libzip", "libzip-dev"),
        system("CXML", "libxml-2.0", "libxml2-dev"),
        system("CZlib", "zlib", "zlib1g-dev"),
        .target(name: "CPosix", path: "Sources/System/CPosix"),
        .target(name: "CVectors", path: "Sources/System/CVectors"),
        .target(name: "CLauncher", path: "Sources/System/CLauncher"),
        .target(
            name: "CPDFium", path: "Sources/System/CPDFium",
            linkerSettings: [.linkedLibrary("dl"), .linkedLibrary("m")]),

        // Platform: no word of resumes here.
        target("Platform", "Base", ["CCrypto", "CPosix", "CZlib"]),
        target("Platform", "Cryptography", ["Base", "CSodium", "CCrypto"]),
        target("Platform", "Telemetry", ["Base", logging]),
        target("Platform", "Configuration"),
        target("Platform", "HTTP", ["Base"]),
        target("Platform", "FastCGI", ["Base", "HTTP", "CFastCGI", logging]),
        target("Platform", "Postgres", ["Base", "CPostgres", logging]),
        target("Platform", "Redis", ["Base", "CHiredis", logging]),
        target("Platform", "Outbound", ["Base", "Redis", "CCurl"]),
        target("Platform", "Templates"),
        target("Platform", "Subprocess", ["CLauncher"]),

        // Domain: pure, values in, values out.
        target("Domain", "Model", ["Base"]),
        target("Domain", "Embedding", ["Base", "CVectors"]),
        target("Domain", "VectorSearch", ["Base", "Model", "Embedding", "CVectors"]),
        target("Domain", "Taxonomy", ["Base", "Embedding"], resources: [.embedInCode("Lexicon")]),
        target("Domain", "Documents", ["Model", "CPDFium", "CGumbo", "CCmark", "CZip", "CXML"]),
        target("Domain", "Parsing", ["Base", "Model", "Documents", "Taxonomy"], resources: [.embedInCode("Lexicon")]),
        target("Domain", "Matching", ["Base", "Model", "Embedding", "Taxonomy", "Parsing"]),

        // Services: one outside system each. Tasking stands on Storage: its truth is in PostgreSQL.
        target("Services", "Storage", ["Base", "Model", "Postgres"], resources: [.embedInCode("Migrations")]),
        target("Services", "Tasking", ["Base", "Model", "Postgres", "Redis", "Storage", logging]),
        target("Services", "Sources", ["Base", "Model", "Outbound", "Documents", "Parsing"]),
        target("Services", "Intelligence", ["Base", "Model", "Matching", "Parsing", "Outbound", "Cryptography"]),
        target("Services", "Files", ["Base", "Cryptography", "Outbound"]),
        target("Services", "Browsing", ["Base", "Subprocess", "Outbound"]),
        target("Services", "OCR", ["Base", "Subprocess", "Cryptography", "Outbound"]),

        target(
            "Services", "Retrieval",
            [
                "Base", "Model", "Embedding", "VectorSearch", "Documents", "Parsing", "Matching", "Cryptography",
                "Postgres",
                "Storage", logging,
            ]),

        // App: the product.
        target(
            "App", "Composition",
            [
                "Base", "Configuration", "Telemetry", "Cryptography", "Postgres", "Redis", "Outbound",
                "Model", "Storage", "Tasking", "Sources", "Intelligence", "Files", "Parsing", "Retrieval", "Browsing",
                logging,
            ]),
        target(
            "App", "Work",
            [
                "Base", "Model", "Documents", "Parsing", "Matching", "Subprocess", "Postgres", "Outbound", "Storage",
                "Tasking", "Sources", "Intelligence", "Files", "OCR", "Composition", "Cryptography",
                "Retrieval", "Redis", "Browsing", logging,
            ]),
        target("App", "Samples", resources: [.embedInCode("Files")]),
        target(
            "App", "Site",
            [
                "Base", "Configuration", "Cryptography", "HTTP", "FastCGI", "Postgres", "Redis", "Templates",
                "Model", "Documents", "Parsing", "Storage", "Tasking", "Sources", "Intelligence", "Files",
                "Composition",
                "Work", "Samples", "Retrieval", "Outbound", logging,
            ]),

        .executableTarget(
            name: "hunter-web", dependencies: ["Base", "Composition", "Site"],
            swiftSettings: strict),
        .executableTarget(
            name: "hunter-worker", dependencies: ["Base", "Work"], swiftSettings: strict),
        .executableTarget(
            name: "hunter",
            dependencies: [
                "Base", "Cryptography", "Configuration", "Postgres", "Redis", "Model", "Documents", "Parsing",
                "Taxonomy", "Embedding", "Matching",
                "Outbound", "Storage", "Tasking", "OCR", "Intelligence", "Composition", "Work", "Samples",
                "Retrieval", "Site", arguments,
            ], swiftSettings: strict),

        // Tests: one target per target, and what they share.
        .target(
            name: "TestSupport",
            dependencies: ["Base", "Postgres", "Redis", "Storage", "Subprocess", "CFastCGI", logging],
            path: "Tests/TestSupport"),
        // A worker that tests kill.
        .executableTarget(
            name: "torture-worker",
            dependencies: ["Base", "Postgres", "Redis", "Storage", "Tasking", "Telemetry", logging],
            path: "Tests/Torture/Worker", swiftSettings: strict),
        // Pages a second, by the renderer and by hand.
        .executableTarget(
            name: "bench-pages", dependencies: ["Templates"], path: "Tests/Bench/Pages", exclude: ["templates"],
            swiftSettings: strict),
        // Documents a second, in one process.
        .executableTarget(
            name: "bench-documents", dependencies: ["Documents", "Parsing"], path: "Tests/Bench/Documents",
            swiftSettings: strict),
        // Pairs a second, and what each pair's score is made of.
        .executableTarget(
            name: "bench-matching", dependencies: ["Base", "Model", "Matching"], path: "Tests/Bench/Matching",
            swiftSettings: strict),
        // Postings found for a text, and the search of vectors alone.
        .executableTarget(
            name: "bench-retrieval",
            dependencies: [
                "Base", "Embedding", "Model", "Parsing", "Postgres", "Retrieval", "Storage", "VectorSearch", logging,
            ],
            path: "Tests/Bench/Retrieval", swiftSettings: strict),
        // No-op tasks end to end.
        .executableTarget(
            name: "bench-tasks",
            dependencies: ["Base", "Postgres", "Redis", "Storage", "Tasking", "Telemetry", logging],
            path: "Tests/Bench/Tasks", swiftSettings: strict),
        tests("Base", ["Base"]),
        tests("Cryptography", ["Cryptography", "Base", "TestSupport"]),
        tests("Telemetry", ["Telemetry", logging]),
        tests("Configuration", ["Configuration"]),
        tests("HTTP", ["HTTP"]),
        tests("FastCGI", ["FastCGI", "HTTP", "TestSupport", logging]),
        .testTarget(
            name: "FuzzTests",
            dependencies: [
                "Base", "FastCGI", "HTTP", "Documents", "Model", "Embedding", "Taxonomy", "Parsing", "Matching",
                logging,
            ], path: "Tests/Fuzz",
            exclude: ["Corpus", "Engine", "Package.swift", "dictionary.txt", "run", "seeds"],
            sources: ["Entries", "Replay"], swiftSettings: [.enableUpcomingFeature("ExistentialAny")]),
        tests("Postgres", ["Postgres", "TestSupport"]),
        tests("Redis", ["Redis", "TestSupport"]),
        tests("Outbound", ["Outbound", "Base", "Redis", "TestSupport"]),
        tests("Templates", ["Templates"]),
        tests("Subprocess", ["Subprocess"]),
        tests("Model", ["Model", "Base"]),
        tests("Embedding", ["Embedding"]),
        tests("VectorSearch", ["VectorSearch", "Base", "CVectors", "Embedding", "Model", "TestSupport"]),
        tests("Taxonomy", ["Taxonomy", "Embedding"]),
        tests("Documents", ["Documents", "TestSupport"]),
        tests("Parsing", ["Parsing", "Documents", "Model", "Taxonomy"]),
        tests("Matching", ["Matching"]),
        tests("Storage", ["Storage", "TestSupport"]),
        tests(
            "Tasking",
            ["Tasking", "Base", "Model", "Postgres", "Redis", "Storage", "TestSupport", "torture-worker", logging]),
        tests("Sources", ["Sources", "Outbound", "TestSupport"]),
        tests("Intelligence", ["Intelligence", "Base", "Model", "Outbound", "Parsing", "TestSupport"]),
        tests(
            "Retrieval",
            ["Retrieval", "Base", "Embedding", "Model", "Postgres", "Storage", "TestSupport", "VectorSearch", logging]),
        tests("Files", ["Files", "Base", "Cryptography", "Outbound", "TestSupport"]),
        tests("Browsing", ["Browsing", "Outbound", "TestSupport"]),
        tests("OCR", ["OCR", "Base", "Cryptography", "Outbound", "TestSupport"]),
        tests("Composition", ["Composition", "Model", "Postgres", "Storage", "TestSupport"]),
        tests(
            "Work",
            ["Work", "Base", "Composition", "Model", "Postgres", "Retrieval", "Storage", "Tasking", "TestSupport"]),
        tests(
            "Site",
            [
                "Site", "Base", "Composition", "Cryptography", "Files", "HTTP", "Intelligence", "Model", "Postgres",
                "Redis", "Retrieval", "Parsing",
                "Storage", "Tasking", "Templates", "TestSupport", "Work",
            ]),
    ],
    swiftLanguageModes: [.v6]
)
