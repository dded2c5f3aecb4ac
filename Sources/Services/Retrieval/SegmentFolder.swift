internal import Base
internal import FoundationEssentials
internal import Glibc
internal import VectorSearch

/// The folder of segments that processes of one machine share: `FROM-TO.segment`, in hexadecimal numbers of changes. Files are
/// put in whole and never changed; who has mapped one that was removed keeps it.
struct SegmentFolder {
    let path: String

    /// - Parameters:
    ///   - data: the data folder.
    ///   - epoch: of the database's history of changes.
    init(data: String, epoch: UUID) {
        path = data + "/index/" + epoch.text
    }

    /// A file of the folder by its name.
    private struct Name {
        let text: String
        let from: Int64
        let to: Int64

        init?(_ text: String) {
            let ending = ".segment"
            guard text.hasSuffix(ending) else { return nil }
            let numbers = text.dropLast(ending.utf8.count).split(separator: "-", omittingEmptySubsequences: false)
            guard numbers.count == 2, let from = Int64(numbers[0], radix: 16), let to = Int64(numbers[1], radix: 16),
                0 <= from, from < to
            else { return nil }
            (self.text, self.from, self.to) = (text, from, to)
        }

        init(_ changes: Range<Int64>) {
            from = changes.lowerBound
            to = changes.upperBound
            text = String(from, radix: 16) + "-" + String(to, radix: 16) + ".segment"
        }
    }

    /// The segments that follow one another from the first change on, each as long as there is one.
    /// - Parameter known: segments that are mapped already.
    func chain(known: [Segment]) -> [Segment] {
        let mapped = Dictionary(known.filter(\.isMapped).map { (Name($0.changes).text, $0) }) { first, _ in first }
        var names = ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).compactMap(Name.init)
        names.sort { $0.from != $1.from ? $0.from < $1.from : $0.to > $1.to }
        var chain: [Segment] = []
        var position: Int64 = 0
        for name in names where name.from == position {
            guard let segment = mapped[name.text] ?? open(name) else { continue }
            chain.append(segment)
            position = name.to
        }
        return chain
    }

    private func open(_ name: Name) -> Segment? {
        guard let file = try? MappedFile(path: path + "/" + name.text), let segment = try? Segment(file: file),
            segment.changes == name.from..<name.to
        else { return nil }
        return segment
    }

    /// Runs `body` while no other process writes here.
    /// - Returns: nil where another does, or where the folder cannot be written.
    func withLock<R>(waiting: Bool = false, _ body: () throws -> R) rethrows -> R? {
        try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let descriptor = Glibc.open(path + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { return nil }
        // Closing it gives the lock back, whatever ends the process.
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_EX | (waiting ? 0 : LOCK_NB)) == 0 else { return nil }
        return try body()
    }

    /// Writes a segment and maps it. Under the lock.
    func write(_ segment: Segment) throws(SegmentFolderError) -> Segment {
        let name = Name(segment.changes)
        let temporary = path + "/new"
        let descriptor = Glibc.open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw SegmentFolderError(path: temporary, code: errno) }
        defer { close(descriptor) }
        var rest = segment.bytes[...]
        while !rest.isEmpty {
            let count = UnsafeRawBufferPointer(rebasing: rest).withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress, min($0.count, 1 << 26))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw SegmentFolderError(path: temporary, code: errno) }
            rest = rest.dropFirst(count)
        }
        guard fsync(descriptor) == 0, rename(temporary, path + "/" + name.text) == 0 else {
            throw SegmentFolderError(path: temporary, code: errno)
        }
        guard let mapped = open(name) else { throw SegmentFolderError(path: path + "/" + name.text, code: EIO) }
        return mapped
    }

    /// Removes files that no chain needs, and folders of other histories. Under the lock.
    func sweep(keeping segments: [Segment]) {
        let kept = Set(segments.map { Name($0.changes).text })
        let files = FileManager.default
        for name in (try? files.contentsOfDirectory(atPath: path)) ?? [] where Name(name) != nil && !kept.contains(name)
        {
            try? files.removeItem(atPath: path + "/" + name)
        }
        let (above, own) = path.splitLast
        for name in (try? files.contentsOfDirectory(atPath: above)) ?? [] where name != own && UUID(text: name) != nil {
            try? files.removeItem(atPath: above + "/" + name)
        }
    }
}

extension String {
    /// A path's folder and its last part.
    fileprivate var splitLast: (folder: String, name: String) {
        guard let slash = lastIndex(of: "/") else { return (".", self) }
        return (String(self[..<slash]), String(self[index(after: slash)...]))
    }
}

/// A segment could not be kept in a file.
struct SegmentFolderError: Error, CustomStringConvertible {
    let path: String
    let code: CInt

    var description: String { "\(path): \(String(cString: strerror(code)))" }
}
