// swift-tools-version: 6.1
import PackageDescription

// The fuzzer: the entry points of `Entries` under libFuzzer. A package of its own, because libFuzzer brings the main
// function and everything it watches has to be compiled for it; `Tests/Fuzz/run` builds and starts it.

let package = Package(
    name: "fuzz",
    dependencies: [.package(name: "resume-hunter", path: "../..")],
    targets: [
        .executableTarget(
            name: "fuzz",
            dependencies: [
                .product(name: "Base", package: "resume-hunter"),
                .product(name: "HTTP", package: "resume-hunter"),
                .product(name: "FastCGI", package: "resume-hunter"),
                .product(name: "Documents", package: "resume-hunter"),
                .product(name: "Model", package: "resume-hunter"),
                .product(name: "Embedding", package: "resume-hunter"),
                .product(name: "Taxonomy", package: "resume-hunter"),
                .product(name: "Parsing", package: "resume-hunter"),
                .product(name: "Matching", package: "resume-hunter"),
            ],
            path: ".", exclude: ["Corpus", "Package.resolved", "Replay", "dictionary.txt", "run", "seeds"],
            sources: ["Entries", "Engine"],
            swiftSettings: [
                .enableUpcomingFeature("ExistentialAny"), .unsafeFlags(["-parse-as-library", "-enable-testing"]),
            ])
    ],
    swiftLanguageModes: [.v6]
)
