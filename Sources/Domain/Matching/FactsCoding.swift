internal import Model

private func stretch(_ reader: inout ByteReader, _ bytes: [UInt8]) throws(ByteReader.Damage) -> Stretch? {
    try reader.optional { reader throws(ByteReader.Damage) in try Stretch(&reader, in: bytes) }
}

private func string(_ reader: inout ByteReader) throws(ByteReader.Damage) -> String {
    String(decoding: try reader.text(), as: UTF8.self)
}

extension ByteWriter {
    fileprivate mutating func append(_ place: Stretch?) { append(place) { $1.encode(&$0) } }
    fileprivate mutating func append(_ text: String) { append(text: Array(text.utf8)) }
}

extension ResumeFacts {
    func encode(_ writer: inout ByteWriter) {
        for place in [remoteOnly, movesOrCommutes, needsSponsor] { writer.append(place) }
        writer.append(authorised) { $1.encode(&$0) }
        writer.append(home) { $1.encode(&$0) }
        writer.append(languages) { $1.encode(&$0) }
        writer.append(pay) { $1.encode(&$0) }
    }

    init(_ reader: inout ByteReader, in bytes: [UInt8]) throws(ByteReader.Damage) {
        remoteOnly = try stretch(&reader, bytes)
        movesOrCommutes = try stretch(&reader, bytes)
        needsSponsor = try stretch(&reader, bytes)
        authorised = try reader.items(atLeast: 2) { reader throws(ByteReader.Damage) in
            try PlaceFact(&reader, in: bytes)
        }
        home = try reader.optional { reader throws(ByteReader.Damage) in try PlaceFact(&reader, in: bytes) }
        languages = try reader.items(atLeast: 4) { reader throws(ByteReader.Damage) in
            try LanguageFact(&reader, in: bytes)
        }
        pay = try reader.optional { reader throws(ByteReader.Damage) in try PayFact(&reader, in: bytes) }
    }
}

extension PostingFacts {
    func encode(_ writer: inout ByteWriter) {
        writer.append(mode) { $0.append(byte: $1.rawValue) }
        for place in [modePlace, refusesSponsor, offersSponsor, internship] { writer.append(place) }
        writer.append(authorised) { $1.encode(&$0) }
        writer.append(residences) { $1.encode(&$0) }
        writer.append(languages) { $1.encode(&$0) }
        writer.append(pay) { $1.encode(&$0) }
    }

    init(_ reader: inout ByteReader, in bytes: [UInt8]) throws(ByteReader.Damage) {
        mode = try reader.optional { reader throws(ByteReader.Damage) in
            guard let mode = Mode(rawValue: try reader.byte()) else { throw ByteReader.Damage() }
            return mode
        }
        modePlace = try stretch(&reader, bytes)
        refusesSponsor = try stretch(&reader, bytes)
        offersSponsor = try stretch(&reader, bytes)
        internship = try stretch(&reader, bytes)
        authorised = try reader.items(atLeast: 2) { reader throws(ByteReader.Damage) in
            try PlaceFact(&reader, in: bytes)
        }
        residences = try reader.items(atLeast: 2) { reader throws(ByteReader.Damage) in
            try PlaceFact(&reader, in: bytes)
        }
        languages = try reader.items(atLeast: 4) { reader throws(ByteReader.Damage) in
            try LanguageFact(&reader, in: bytes)
        }
        pay = try reader.optional { reader throws(ByteReader.Damage) in try PayFact(&reader, in: bytes) }
    }
}

extension PlaceFact {
    fileprivate func encode(_ writer: inout ByteWriter) {
        writer.append(code)
        writer.append(place)
    }

    fileprivate init(_ reader: inout ByteReader, in bytes: [UInt8]) throws(ByteReader.Damage) {
        self.init(code: try string(&reader), place: try stretch(&reader, bytes))
    }
}

extension LanguageFact {
    fileprivate func encode(_ writer: inout ByteWriter) {
        writer.append(code)
        writer.append(level)
        writer.append(oneOf)
        writer.append(place)
    }

    fileprivate init(_ reader: inout ByteReader, in bytes: [UInt8]) throws(ByteReader.Damage) {
        self.init(
            code: try string(&reader), level: try reader.number(), oneOf: try reader.number(),
            place: try stretch(&reader, bytes))
    }
}

extension PayFact {
    fileprivate func encode(_ writer: inout ByteWriter) {
        writer.append(minimum)
        writer.append(maximum)
        writer.append(currency)
        writer.append(period.rawValue)
        writer.append(place)
    }

    fileprivate init(_ reader: inout ByteReader, in bytes: [UInt8]) throws(ByteReader.Damage) {
        let (minimum, maximum, currency) = (try reader.number(), try reader.number(), try string(&reader))
        guard let period = Pay.Period(rawValue: try string(&reader)) else { throw ByteReader.Damage() }
        self.init(
            minimum: minimum, maximum: maximum, currency: currency, period: period, place: try stretch(&reader, bytes))
    }
}

extension PostingConditions {
    func encode(_ writer: inout ByteWriter) {
        writer.append(isRemote) { $0.append(byte: $1 ? 1 : 0) }
        writer.append(country) { $0.append($1) }
        writer.append(type) { $0.append($1.rawValue) }
        writer.append(level) { $0.append($1.rawValue) }
        writer.append(pay) { writer, pay in
            for amount in [pay.minimum, pay.maximum] { writer.append(amount) { $0.append($1) } }
            writer.append(pay.currency)
            writer.append(pay.period.rawValue)
        }
        writer.append(workMode) { $0.append($1.rawValue) }
        writer.append(remoteCountries) { $0.append($1) }
        writer.append(languages) { writer, language in
            writer.append(language.code)
            for number in [language.level, language.oneOf] { writer.append(number) { $0.append($1) } }
        }
        writer.append(visa) { $0.append($1.rawValue) }
    }

    init(_ reader: inout ByteReader) throws(ByteReader.Damage) {
        func known<Value: RawRepresentable<String>>(
            _ type: Value.Type, _ reader: inout ByteReader
        ) throws(ByteReader.Damage) -> Value {
            guard let value = Value(rawValue: try string(&reader)) else { throw ByteReader.Damage() }
            return value
        }
        let isRemote = try reader.optional { reader throws(ByteReader.Damage) in try reader.flag() }
        let country = try reader.optional { reader throws(ByteReader.Damage) in try string(&reader) }
        let type = try reader.optional { reader throws(ByteReader.Damage) in try known(PostingType.self, &reader) }
        let level = try reader.optional { reader throws(ByteReader.Damage) in try known(PostingLevel.self, &reader) }
        let pay = try reader.optional { reader throws(ByteReader.Damage) in
            let minimum = try reader.optional { reader throws(ByteReader.Damage) in try reader.number() }
            let maximum = try reader.optional { reader throws(ByteReader.Damage) in try reader.number() }
            return Pay(
                minimum: minimum, maximum: maximum, currency: try string(&reader),
                period: try known(Pay.Period.self, &reader))
        }
        let workMode = try reader.optional { reader throws(ByteReader.Damage) in try known(WorkMode.self, &reader) }
        let countries = try reader.items { reader throws(ByteReader.Damage) in try string(&reader) }
        let languages = try reader.items(atLeast: 3) { reader throws(ByteReader.Damage) in
            AskedLanguage(
                code: try string(&reader),
                level: try reader.optional { reader throws(ByteReader.Damage) in try reader.number() },
                oneOf: try reader.optional { reader throws(ByteReader.Damage) in try reader.number() })
        }
        let visa = try reader.optional { reader throws(ByteReader.Damage) in try known(VisaOffer.self, &reader) }
        self.init(
            isRemote: isRemote, country: country, type: type, level: level, pay: pay, workMode: workMode,
            remoteCountries: countries, languages: languages, visa: visa)
    }
}
