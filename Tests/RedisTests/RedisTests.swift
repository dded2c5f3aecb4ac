import Base
import Redis
import Synchronization
import TestSupport
import Testing

/// Answers the error of this module that `body` throws, or nil.
func redisError<R>(_ body: () throws -> R) -> RedisError? {
    do {
        _ = try body()
        return nil
    } catch {
        return error as? RedisError
    }
}

struct RedisConnectionTests {
    let redis: RedisConnection

    init() throws {
        redis = try RedisConnection(url: TestServers.redis().url)
    }

    @Test func `every kind of reply is read`() throws {
        #expect(try redis.command("SET", "key", "value") == .status("OK"))
        #expect(try redis.command("GET", "key").string == "value")
        #expect(try redis.command("GET", "none") == .null)
        #expect(try redis.command("INCRBY", "number", "41").int == 41)
        #expect(try redis.command("GET", "number").int == 41)
        try redis.command("HSET", "hash", "a", "1", "b", "2")
        #expect(try redis.command("HGETALL", "hash").dictionary == ["a": "1", "b": "2"])
        try redis.command("RPUSH", "list", "x", "y")
        #expect(try redis.command("LRANGE", "list", "0", "-1").strings == ["x", "y"])
        #expect(try redis.command("MGET", "key", "none") == .array([.string(Array("value".utf8)), .null]))
        #expect(
            try redis.command("EVAL", "return {1, {'two', {3}}}", "0")
                == .array([.integer(1), .array([.string(Array("two".utf8)), .array([.integer(3)])])]))
    }

    @Test func `arguments are bytes of any kind and length`() throws {
        let values: [[UInt8]] = [
            [], [0], Array("\r\n$5\r\n*1\r\n".utf8), Array(0...255), Array(repeating: 7, count: 5_000_000),
        ]
        for value in values {
            try redis.command(["SET", "bytes", RedisArgument(value)])
            #expect(try redis.command(["GET", "bytes"]).bytes == value)
        }
        let key = "ключ \"x\" 🗝"
        try redis.command(["SET", "\(key)", 42])
        #expect(try redis.command("GET", key).int == 42)
    }

    @Test func `a refusal is an error with its code and without the arguments`() throws {
        try redis.command("SET", "key", "secret")
        let failure = redisError { try redis.command("LPUSH", "key", "hush") }
        #expect(failure?.code == .server("WRONGTYPE"))
        #expect(failure?.command == "LPUSH")
        #expect(failure.map { "\($0)" }?.contains("hush") == false)
        #expect(redisError { try redis.command([]) }?.code == .unexpectedReply)
        #expect(try redis.command("GET", "key").string == "secret")
    }

    @Test func `a pipeline answers in order, refusals in their place`() throws {
        let commands: [[RedisArgument]] = (0..<5000).map { ["INCR", "n\($0 % 7)"] }
        let replies = try redis.pipeline([["SET", "n0", "100"]] + commands + [["LPUSH", "n0", "x"], ["GET", "n0"]])
        #expect(replies.count == 5003)
        #expect(replies[1] == .integer(101))
        #expect(replies[8] == .integer(102))
        #expect(throws: RedisError.self) { try replies[5001].get() }
        #expect(replies[5002].int == 100 + 715)
        #expect(try redis.pipeline([]) == [])
    }

    @Test func `a transaction runs whole or not at all`() throws {
        #expect(try redis.transaction([["SET", "a", "1"], ["INCR", "a"]]) == [.status("OK"), .integer(2)])
        #expect(redisError { _ = try redis.transaction([["SET", "a", "9"], ["NOSUCH"]]) }?.serverCode == "EXECABORT")
        #expect(try redis.command("GET", "a").int == 2)
    }

    @Test func `a command that gets no answer in time breaks the connection`() throws {
        try redis.setCommandTimeout(.milliseconds(50))
        #expect(redisError { try redis.command("BLPOP", "empty", "0") }?.code == .timeout)
        #expect(redis.isBroken)
        // Else this would read the late answer to the command before.
        #expect(redisError { try redis.command("GET", "x") }?.code == .connection)
    }

    @Test(arguments: [
        "", "localhost", "http://localhost", "redis://", "redis://host:0/0", "redis://host:x", "redis://host/x",
        "unix://relative",
        "unix:///s?db=-1", "unix:///s?what=1", "unix:///s?password=%zz",
        "unix:///" + String(repeating: "x", count: 110),
    ])
    func `an address that cannot be read is refused`(url: String) {
        #expect(redisError { _ = try RedisPool(url: url) }?.code == .invalidURL)
    }

    @Test func `nobody listening is a connection error`() {
        #expect(redisError { _ = try RedisConnection(url: "unix:///tmp/nobody.sock") }?.code == .connection)
        #expect(redisError { _ = try RedisConnection(url: "redis://127.0.0.1:1/0") }?.code == .connection)
    }
}

struct ScriptTests {
    @Test func `a script runs, and again after Redis forgot it`() throws {
        let server = try RedisServer()
        let redis = try RedisConnection(url: server.url())
        let script = Script("redis.call('INCRBY', KEYS[1], ARGV[1]); return redis.call('GET', KEYS[1])")
        #expect(try script.run(on: redis, keys: ["n"], arguments: [5]).int == 5)
        #expect(try script.run(on: redis, keys: ["n"], arguments: [5]).int == 10)
        try redis.command("SCRIPT", "FLUSH")
        #expect(try script.run(on: redis, keys: ["n"], arguments: [5]).int == 15)
        // It was stored again: the short form does.
        try redis.command("CONFIG", "RESETSTAT")
        #expect(try script.run(on: redis, keys: ["n"], arguments: [5]).int == 20)
        let statistics = try redis.command("INFO", "commandstats").string ?? ""
        #expect(statistics.contains("cmdstat_evalsha:"))
        #expect(!statistics.contains("cmdstat_eval:"))
        #expect(try redis.pipeline([script.command(keys: ["n"], arguments: [1])])[0].int == 21)
    }

    @Test func `a script's own error is an error`() throws {
        let redis = try RedisConnection(url: TestServers.redis().url)
        let failure = redisError { try Script("return redis.error_reply('MINE went wrong')").run(on: redis) }
        #expect(failure?.serverCode == "MINE")
        #expect(redisError { try Script("this is no Lua").run(on: redis) }?.serverCode == "ERR")
    }
}
