extension RichTextWalker {
    /// Words that begin a group of its own kind.
    static let destinations: [String: Destination] = [
        "fonttbl": .fonts, "colortbl": .colors, "footnote": .note, "shptxt": .box, "listtext": .listText,
        "pntext": .listText, "header": .aside(isFooter: false), "headerl": .aside(isFooter: false),
        "headerr": .aside(isFooter: false), "headerf": .aside(isFooter: false), "footer": .aside(isFooter: true),
        "footerl": .aside(isFooter: true), "footerr": .aside(isFooter: true), "footerf": .aside(isFooter: true),
    ]

    /// Words that begin a group without text of the document: tables of styles and the like, pictures, what is repeated for
    /// older readers, entries of indexes.
    static let passedOver: Set<String> = [
        "stylesheet", "info", "pict", "filetbl", "nonshppict", "nonesttables", "shprslt", "sp", "tc", "xe", "txe",
        "rxe", "private", "template", "objdata", "objclass", "objname", "listtable", "listoverridetable", "revtbl",
        "fldinst", "datafield", "annotation", "atnid", "atnauthor", "bkmkstart", "bkmkend",
    ]

    /// Words that stand for characters.
    static let characters: [String: [Unicode.Scalar]] = [
        "emdash": ["—"], "endash": ["–"], "lquote": ["‘"], "rquote": ["’"], "ldblquote": ["“"], "rdblquote": ["”"],
        "bullet": ["•"], "emspace": [" "], "enspace": [" "], "qmspace": [" "],
    ]

    /// Code pages of the character sets that fonts name.
    static let codePages: [Int: Int] = [
        0: 1252, 77: 10000, 128: 932, 129: 949, 134: 936, 136: 950, 161: 1253, 162: 1254, 163: 1258, 177: 1255,
        178: 1256, 186: 1257, 204: 1251, 222: 874, 238: 1250, 255: 437,
    ]
}
