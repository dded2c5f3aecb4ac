/// A posting as engines read it and as the match page shows it: its title, an empty line, the description without markup.
///
/// Both must take it from here, so that every quote is found where it was taken from.
public enum PostingPlainText {
    public static func make(title: String, markdown: String) -> String {
        title + "\n\n" + Markdown.plainText(markdown)
    }
}
