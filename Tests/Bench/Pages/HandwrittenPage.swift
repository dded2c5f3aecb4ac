import Templates

extension ResultsPage {
    /// The bytes of `page.mustache`, written by hand: the limit of what a renderer can do.
    ///
    /// Rows are read where they lie. As copies they cost two atomic operations for each text, which together take twice
    /// as long as all the writing.
    func write(to output: inout HTMLOutput) {
        output.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Results for ")
        output.appendEscaped(query)
        output.append("</title><link rel=\"stylesheet\" href=\"/s.css\"></head><body>\n<h1>Results for ")
        output.appendEscaped(query)
        output.append("</h1>\n<table class=\"results\"><tbody>\n")
        rows.withUnsafeBytes { bytes in
            let rows = bytes.assumingMemoryBound(to: Lent<ResultRow>.self)
            for index in rows.indices { write(rows[index], to: &output) }
        }
        output.append("</tbody></table>\n</body></html>\n")
    }

    private func write(_ row: borrowing Lent<ResultRow>, to output: inout HTMLOutput) {
        output.append("<tr class=\"row\"><td class=\"rank\">")
        output.appendEscaped(row.value.rank)
        output.append("</td><td class=\"title\"><a href=\"")
        output.appendEscaped(row.value.url)
        output.append("\">")
        output.appendEscaped(row.value.title)
        output.append("</a></td><td class=\"company\">")
        output.appendEscaped(row.value.company)
        output.append("</td><td class=\"loc\">")
        output.appendEscaped(row.value.location)
        output.append("</td><td class=\"score\">")
        output.appendEscaped(row.value.score)
        output.append("</td><td class=\"salary\">")
        output.appendEscaped(row.value.salary)
        output.append("</td><td class=\"posted\">")
        output.appendEscaped(row.value.posted)
        output.append("</td><td class=\"skills\">")
        output.appendEscaped(row.value.skills)
        output.append("</td><td class=\"summary\">")
        output.appendEscaped(row.value.summary)
        output.append("</td><td><a href=\"")
        output.appendEscaped(row.value.url)
        output.append("\">open</a></td></tr>\n")
    }
}

/// A value that cannot be copied and so is not retained.
private struct Lent<Value>: ~Copyable {
    let value: Value
}
