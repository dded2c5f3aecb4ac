import Base
import Redis
import Synchronization
import TestSupport
import Testing

struct RedisPoolTests {
    @Test func `a connection that Redis closed while idle is replaced unnoticed`() throws {
        let pool = try TestServers.redis().pool(size: 1)
        let id = try pool.command("CLIENT", "ID").string ?? ""
        let other = try pool.dedicated(commandTimeout: .seconds(5))
        try other.command("CLIENT", "KILL", "ID", id)
        try waitUntil("the end of the connection") {
            try other.command("CLIENT", "LIST", "ID", id).string?.isEmpty == true
        }
        #expect(try pool.command("PING") == .status("PONG"))
        #expect(try pool.command("CLIENT", "ID").string != id)
    }

    @Test func `a connection that is closed in use is an error, no signal, and dropped`() throws {
        let pool = try TestServers.redis().pool(size: 1)
        let other = try pool.dedicated(commandTimeout: .seconds(5))
        let failure = redisError {
            try pool.withConnection { redis in
                let id = try redis.command("CLIENT", "ID").string ?? ""
                try other.command("CLIENT", "KILL", "ID", id)
                try waitUntil("the end of the connection") {
                    try other.command("CLIENT", "LIST", "ID", id).string?.isEmpty == true
                }
                // Several writes to a closed socket: the second would raise SIGPIPE.
                for _ in 0..<3 { _ = redisError { try redis.command("PING") } }
                try redis.command("PING")
            }
        }
        #expect(failure?.isConnectionLoss == true)
        #expect(pool.counts == .init(lent: 0, idle: 0, waiting: 0))
        #expect(try pool.command("PING") == .status("PONG"))
    }

    @Test func `the pool outlives a killed and restarted server`() throws {
        let server = try RedisServer()
        let pool = try RedisPool(url: server.url(), size: 2)
        let script = Script("return redis.call('INCR', KEYS[1])")
        for _ in 0..<3 {
            #expect(try pool.run(script, keys: ["n"]) == .integer(1))
            server.kill()
            let failure = redisError { try pool.command("PING") }
            #expect(failure?.isConnectionLoss == true)
            #expect(failure?.isUnavailable == true)
            try server.start()
        }
        #expect(try pool.run(script, keys: ["n"]) == .integer(1))
    }

    @Test func `a server that hangs is a timeout`() throws {
        let server = try RedisServer()
        let pool = try RedisPool(url: server.url(), size: 1, commandTimeout: .milliseconds(100))
        try pool.command("SET", "a", "1")
        server.freeze(true)
        #expect(redisError { try pool.command("GET", "a") }?.code == .timeout)
        server.freeze(false)
        #expect(try pool.command("GET", "a").int == 1)
    }

    @Test func `a full server refuses writes, says so, and serves again`() throws {
        let server = try RedisServer(settings: ["--maxmemory-policy", "noeviction"])
        let pool = try RedisPool(url: server.url(), size: 1)
        try pool.command("SET", "kept", "1")
        try pool.command("CONFIG", "SET", "maxmemory", "1")
        let failure = redisError { try pool.command("SET", "more", "1") }
        #expect(failure?.isOutOfMemory == true)
        #expect(failure?.isUnavailable == true)
        #expect(try pool.pipeline([["SET", "more", "1"], ["GET", "kept"]])[1].int == 1)
        #expect(redisError { try pool.run(Script("return redis.call('SET', 'x', '1')")) }?.isOutOfMemory == true)
        try pool.command("CONFIG", "SET", "maxmemory", "0")
        #expect(try pool.command("SET", "more", "1") == .status("OK"))
    }

    @Test func `password and database come from the address`() throws {
        let server = try RedisServer(settings: ["--requirepass", "p@ss:w/rd"])
        let wrong = redisError { _ = try RedisConnection(url: server.url() + "&password=wrong") }
        #expect(wrong?.serverCode == "WRONGPASS")
        #expect(redisError { try RedisPool(url: server.url()).command("PING") }?.serverCode == "NOAUTH")
        let pool = try RedisPool(url: server.url(database: 3) + "&password=p%40ss%3Aw%2Frd")
        try pool.command("SET", "here", "1")
        #expect(try pool.command("CLIENT", "INFO").string?.contains(" db=3 ") == true)
    }

    @Test func `TCP works as the socket does`() throws {
        let port = try freePort()
        let server = try RedisServer(settings: ["--port", "\(port)", "--requirepass", "a:b@c"])
        let redis = try RedisConnection(url: "redis://:a%3Ab%40c@127.0.0.1:\(port)/2")
        #expect(try redis.command("CLIENT", "INFO").string?.contains(" db=2 ") == true)
        server.kill()
    }

    @Test func `no more connections exist than the pool's size, and nobody starves`() throws {
        let pool = try TestServers.redis().pool(size: 2)
        let done = Mutex(0)
        let threads = try (0..<8).map { number in
            try WorkerThread(name: "t\(number)") {
                for _ in 0..<200 where (try? pool.command("INCR", "n")) != nil { done.withLock { $0 += 1 } }
            }
        }
        for thread in threads { thread.join() }
        #expect(done.withLock { $0 } == 1600)
        #expect(try pool.command("GET", "n").int == 1600)
        #expect(pool.counts.idle <= 2)
    }

    @Test func `waiting ends at the timeout and nesting is refused`() throws {
        let url = try TestServers.redis().url
        let pool = try RedisPool(url: url, size: 1, waitTimeout: .milliseconds(50))
        let codes = Mutex<[RedisError.Code?]>([])
        try pool.withConnection { _ in
            let nested = redisError { try pool.command("PING") }?.code
            codes.withLock { $0.append(nested) }
            try WorkerThread(name: "waiter") {
                let code = redisError { try pool.command("PING") }?.code
                codes.withLock { $0.append(code) }
            }.join()
        }
        #expect(codes.withLock { $0 } == [.nestedCheckout, .poolTimeout])
        pool.close()
        #expect(redisError { try pool.command("PING") }?.code == .poolClosed)
    }

    @Test func `a dedicated connection blocks longer than the pool's commands may`() throws {
        let pool = try RedisPool(url: TestServers.redis().url, commandTimeout: .milliseconds(100))
        let blocking = try pool.dedicated(commandTimeout: .seconds(10))
        #expect(try blocking.command("BLMOVE", "from", "to", "LEFT", "RIGHT", "0.3") == .null)
        try pool.command("RPUSH", "from", "item")
        #expect(try blocking.command("BLMOVE", "from", "to", "LEFT", "RIGHT", "5").string == "item")
    }
}
