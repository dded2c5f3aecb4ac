/// Replaces `"`, `&`, `'`, `<` and `>`, eight bytes at a time.
///
/// A word is stored whole before anything is known of it; the next store overwrites what did not belong. Most words
/// have nothing to replace and are then done.
enum Escaping {
    /// Writes `count` bytes of text and returns the end of what is written. There must be room for six times as many
    /// bytes and ``HTMLOutput/slack``.
    static func write(
        _ source: UnsafeRawPointer, _ count: Int, to destination: UnsafeMutableRawPointer
    ) -> UnsafeMutableRawPointer {
        var (at, end) = (0, destination)
        while at + 8 <= count {
            end = write(source.loadUnaligned(fromByteOffset: at, as: UInt64.self), 8, to: end)
            at += 8
        }
        if at < count { end = write(lastWord(of: source, count, from: at), count - at, to: end) }
        return end
    }

    /// Writes the first `count` bytes of a word.
    @inline(__always)
    private static func write(
        _ word: UInt64, _ count: Int, to destination: UnsafeMutableRawPointer
    ) -> UnsafeMutableRawPointer {
        store(word, destination)
        var special = specialBytes(word)
        if special == 0 { return destination + count }
        var (word, left, end) = (word, count, destination)
        while special != 0 {
            let before = special.trailingZeroBitCount / 8
            store(word, end)
            word &>>= UInt64(8 * before)
            special &>>= UInt64(8 * before)
            let entity = entity(UInt8(truncatingIfNeeded: word))
            store(entity, end + before)
            end += before + Int(entity &>> 56)
            left -= before + 1
            word &>>= 8
            special &>>= 8
        }
        store(word, end)
        return end + left
    }

    /// The bytes from `first` on, fewer than eight, in a word that is zero above them.
    @inline(__always)
    private static func lastWord(of source: UnsafeRawPointer, _ count: Int, from first: Int) -> UInt64 {
        if count >= 8 {
            return source.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
                &>> UInt64((8 - (count - first)) * 8)
        }
        var word: UInt64 = 0
        for at in (first..<count).reversed() {
            word = word << 8 | UInt64(source.load(fromByteOffset: at, as: UInt8.self))
        }
        return word
    }

    /// The highest bit of each byte that is one of the five.
    ///
    /// `&` and `'` differ in the lowest bit, `<` and `>` in the one above. A byte is not zero where it or its lower
    /// seven bits and 127 reach the highest bit (H. S. Warren, Hacker's Delight, section 6-1).
    @inline(__always)
    private static func specialBytes(_ word: UInt64) -> UInt64 {
        let quotes = word ^ each(UInt8(ascii: "\""))
        let ampersands = word & ~each(1) ^ each(UInt8(ascii: "&"))
        let brackets = word & ~each(2) ^ each(UInt8(ascii: "<"))
        return ~(reach(quotes) & reach(ampersands) & reach(brackets)) & each(0x80)
    }

    @inline(__always)
    private static func reach(_ word: UInt64) -> UInt64 { (word & each(0x7f)) &+ each(0x7f) | word }

    @inline(__always)
    private static func each(_ byte: UInt8) -> UInt64 { UInt64(byte) &* 0x0101_0101_0101_0101 }

    @inline(__always)
    private static func store(_ word: UInt64, _ destination: UnsafeMutableRawPointer) {
        destination.storeBytes(of: word, as: UInt64.self)
    }

    /// What is written for a byte, its first byte lowest, and its length in the highest byte.
    @inline(__always)
    private static func entity(_ byte: UInt8) -> UInt64 {
        switch byte {
        case UInt8(ascii: "\""): 0x0600_3b74_6f75_7126  // &quot;
        case UInt8(ascii: "&"): 0x0500_003b_706d_6126  // &amp;
        case UInt8(ascii: "'"): 0x0500_003b_3933_2326  // &#39;
        case UInt8(ascii: "<"): 0x0400_0000_3b74_6c26  // &lt;
        default: 0x0400_0000_3b74_6726  // &gt;
        }
    }
}
