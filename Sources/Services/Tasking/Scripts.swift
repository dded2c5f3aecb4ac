internal import Redis

/// Everything that changes more than one key, so that lists and membership never disagree.
enum Scripts {
    /// Writes a status unless Redis has one of the same form (its second line) and of the same or a newer revision (its
    /// first line). A full Redis refuses the write and nothing else.
    private static let show = """
        local function show(key, revision, status, ttl)
            local old, form = string.match(redis.call('GET', key) or '', '^(%d+)\\n([^\\n]*)')
            local isNewer = old and tonumber(old) >= tonumber(revision)
            if isNewer and form == string.match(status, '^[^\\n]*') then return 0 end
            local reply = redis.pcall('SET', key, revision .. '\\n' .. status, 'PX', ttl)
            if reply.err then return 0 end
            return 1
        end

        """

    /// keys: status; arguments: revision, status, TTL in ms. Answers 1 when written.
    static let status = Script(show + "return show(KEYS[1], ARGV[1], ARGV[2], ARGV[3])")

    /// keys: list, members, a status for each task; arguments for each task: id, envelope, 1 to go first, revision, status,
    /// TTL in ms. Tasks that are in a list already stay where they are. Answers how many were pushed.
    static let push = Script(
        show + """
            local pushed = 0
            for key = 3, #KEYS do
                local at = (key - 3) * 6 + 1
                if redis.call('SADD', KEYS[2], ARGV[at]) == 1 then
                    redis.call(ARGV[at + 2] == '1' and 'RPUSH' or 'LPUSH', KEYS[1], ARGV[at + 1])
                    pushed = pushed + 1
                end
                show(KEYS[key], ARGV[at + 3], ARGV[at + 4], ARGV[at + 5])
            end
            return pushed
            """)

    /// keys: list, members, processing list, status; arguments: entry, id, revision or nothing, status, TTL in ms, 1 to take
    /// the next. Ends with an entry in hand. Only who still has the entry ends its membership: after a thaw it may be
    /// somebody else's. Answers the next entry.
    static let finish = Script(
        show + """
            if redis.call('LREM', KEYS[3], 1, ARGV[1]) > 0 then redis.call('SREM', KEYS[2], ARGV[2]) end
            if ARGV[3] ~= '' then show(KEYS[4], ARGV[3], ARGV[4], ARGV[5]) end
            if ARGV[6] ~= '1' then return false end
            local entry = redis.pcall('LMOVE', KEYS[1], KEYS[3], 'RIGHT', 'LEFT')
            if type(entry) == 'table' then return false end
            return entry
            """)

    /// keys: list, processing list; arguments: entry. Puts an entry in hand back to be the next.
    static let giveBack = Script(
        """
        if redis.call('LREM', KEYS[2], 1, ARGV[1]) == 0 then return 0 end
        redis.call('RPUSH', KEYS[1], ARGV[1])
        return 1
        """)

    /// keys: list, processing list. Puts everything back that a thread left in hand. Answers how much.
    static let recover = Script(
        """
        local moved = 0
        while redis.call('LMOVE', KEYS[2], KEYS[1], 'RIGHT', 'RIGHT') do moved = moved + 1 end
        return moved
        """)

    /// keys: list, members, processing lists. Makes the membership anew when it does not count what the lists hold, as
    /// after a key was deleted by hand. Answers 1 then.
    static let audit = Script(
        """
        local held = redis.call('LLEN', KEYS[1])
        for key = 3, #KEYS do held = held + redis.call('LLEN', KEYS[key]) end
        if held == redis.call('SCARD', KEYS[2]) then return 0 end
        redis.call('DEL', KEYS[2])
        for key = 1, #KEYS do
            if key ~= 2 then
                for _, entry in ipairs(redis.call('LRANGE', KEYS[key], 0, -1)) do
                    redis.call('SADD', KEYS[2], string.sub(entry, 8, 43))
                end
            end
        end
        return 1
        """)
}
