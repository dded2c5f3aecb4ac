/// What a model's tokens cost, in millionths of a US dollar for a million of them: whole numbers, as all money here.
public struct ModelPrice: Sendable, Equatable {
    public var input: Int
    public var output: Int

    public init(input: Int, output: Int) {
        self.input = input
        self.output = output
    }

    /// Millionths of a dollar, rounded up.
    public func cost(of usage: ModelUsage) -> Int {
        // 2^30 tokens at 1000 dollars a million fit.
        let total = min(usage.input, 1 << 30) * input + min(usage.output, 1 << 30) * output
        return (total + 999_999) / 1_000_000
    }

    /// Reads "0.15/0.60": dollars for a million tokens in and out, to the millionth.
    public init?(text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let input = Dollars.millionths(parts[0]), let output = Dollars.millionths(parts[1]),
            max(input, output) <= Self.limit
        else { return nil }
        self.init(input: input, output: output)
    }

    /// A million tokens for 1000 dollars.
    private static let limit = 1_000_000_000

    /// The day as of which ``table`` holds.
    public static let tableDate = "2025-11-01"

    /// What providers asked on ``tableDate``, for the usual length of text and without discounts for what they remember. A
    /// provider's newer price goes into the settings.
    static let table: [String: ModelPrice] = [
        "gpt-4o": ModelPrice(input: 2_500_000, output: 10_000_000),
        "gpt-4o-mini": ModelPrice(input: 150_000, output: 600_000),
        "gpt-4.1": ModelPrice(input: 2_000_000, output: 8_000_000),
        "gpt-4.1-mini": ModelPrice(input: 400_000, output: 1_600_000),
        "gpt-4.1-nano": ModelPrice(input: 100_000, output: 400_000),
        "gpt-5": ModelPrice(input: 1_250_000, output: 10_000_000),
        "gpt-5-mini": ModelPrice(input: 250_000, output: 2_000_000),
        "gpt-5-nano": ModelPrice(input: 50_000, output: 400_000),
        "gemini-2.0-flash": ModelPrice(input: 100_000, output: 400_000),
        "gemini-2.5-flash": ModelPrice(input: 300_000, output: 2_500_000),
        "gemini-2.5-flash-lite": ModelPrice(input: 100_000, output: 400_000),
        "gemini-2.5-pro": ModelPrice(input: 1_250_000, output: 10_000_000),
        "deepseek-chat": ModelPrice(input: 280_000, output: 420_000),
        "deepseek-reasoner": ModelPrice(input: 280_000, output: 420_000),
    ]

    /// The price of a model by its name, whoever hands it on: `openai/gpt-4o-mini` is `gpt-4o-mini`. nil where the table does
    /// not have it.
    public static func known(_ model: String) -> ModelPrice? {
        table[model.split(separator: "/").last.map(String.init) ?? model]
    }
}

/// US dollars as whole millionths.
public enum Dollars {
    /// Reads `0.25`; nil for what is no amount, and for more than a billion.
    public static func millionths(_ text: some StringProtocol) -> Int? {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let isNumber = parts.allSatisfy { part in !part.isEmpty && part.allSatisfy { (48...57).contains($0) } }
        guard (1...2).contains(parts.count), isNumber, parts[0].count <= 9, parts.count == 1 || parts[1].count <= 6
        else { return nil }
        var value = parts[0].reduce(0) { $0 * 10 + Int($1 - 48) }
        let fraction = parts.count == 2 ? Array(parts[1]) : []
        for place in 0..<6 { value = value * 10 + (place < fraction.count ? Int(fraction[place] - 48) : 0) }
        return value
    }
}
