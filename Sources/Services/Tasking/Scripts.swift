internal import Redis

/// Everything that changes more than one key, so that lists, membership and windows never disagree.
///
/// The first key of each is the queue's prefix; the others are named from it (see `TaskKeys`). A user has a window: at most so
/// many of their entries stand in the main list and in hand together, and the rest wait in a list of their own, from which
/// each entry that is over draws the next. So the main list is short and mixed however much one user wants, and `BLMOVE`
/// can stay the way to sleep on it. Entries of low priority wait in the low list, outside the windows, until they are taken.
enum Scripts {
    private static let names = """
        local list, low, members = KEYS[1] .. 'list', KEYS[1] .. 'low', KEYS[1] .. 'members'
        local held, waiting = KEYS[1] .. 'held', KEYS[1] .. 'waiting'
        local wide = KEYS[1] .. 'wide'
        local window = math.max(
            tonumber(redis.call('GET', KEYS[1] .. 'window') or '') or 16, tonumber(redis.call('GET', wide) or '') or 0, 2)

        local function owner(entry) return string.sub(entry, 54, 89) end
        local function own(user) return KEYS[1] .. 'user:' .. user end
        local function count(user) return tonumber(redis.call('HGET', held, user) or '0') end

        -- A full Redis refuses some writes: what answers a table then was not done.
        local function move(from, to, side)
            local entry = redis.pcall('LMOVE', from, to, 'RIGHT', side)
            return type(entry) == 'string' and entry
        end

        -- Fills a user's window from their own list.
        local function refill(user)
            local now = count(user)
            while now < window and move(own(user), list, 'LEFT') do
                now = redis.call('HINCRBY', held, user, 1)
            end
        end

        """

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

    /// Moves entries into the hands of a worker (KEYS[2]). Each tenth comes from the low list, which is served anyway when the
    /// main list is empty. `turn` counts what the worker took before.
    private static let taking = """
        local function takeLow()
            local entry = move(low, KEYS[2], 'LEFT')
            if entry then redis.pcall('HINCRBY', held, owner(entry), 1) end
            return entry
        end

        local function take(wanted, turn, tenth, wider)
            -- Forgotten soon after tasks are no longer quick.
            if wider > window then redis.pcall('SET', wide, wider, 'EX', 10) end
            local taken = {}
            for number = 1, wanted do
                local entry = (turn + number) % tenth == 0 and takeLow() or move(list, KEYS[2], 'LEFT')
                -- Taken in advance, what is in hand has emptied the list, and draws what waits beyond a window when it is over.
                if not entry and (wider == 0 or redis.call('EXISTS', waiting) == 0) then entry = takeLow() end
                if not entry then break end
                taken[number] = entry
            end
            return taken
        end

        """

    /// keys: status; arguments: revision, status, TTL in ms. Answers 1 when written.
    static let status = Script(show + "return show(KEYS[1], ARGV[1], ARGV[2], ARGV[3])")

    /// keys: prefix, a status for each task; arguments for each task: id, envelope, priority, revision, status, TTL in ms.
    /// Tasks that are in a list already stay where they are. Answers how many were pushed.
    static let push = Script(
        names + show + """
            local function put(entry, priority)
                local user = owner(entry)
                local now = count(user)
                local side = priority > 0 and 'RPUSH' or 'LPUSH'
                if now >= (priority > 0 and 2 * window or window) then
                    if priority < 0 then return redis.call('LPUSH', low, entry) end
                    redis.call(side, own(user), entry)
                    return redis.call('SADD', waiting, user)
                end
                -- Who sleeps, sleeps on the main list, and that is empty then.
                if priority < 0 and redis.call('EXISTS', list) == 1 then return redis.call('LPUSH', low, entry) end
                redis.call('HINCRBY', held, user, 1)
                redis.call(side, list, entry)
            end

            local pushed = 0
            for key = 2, #KEYS do
                local at = (key - 2) * 6 + 1
                if redis.call('SADD', members, ARGV[at]) == 1 then
                    put(ARGV[at + 1], tonumber(ARGV[at + 2]))
                    pushed = pushed + 1
                end
                show(KEYS[key], ARGV[at + 3], ARGV[at + 4], ARGV[at + 5])
            end
            return pushed
            """)

    /// keys: prefix, processing list; arguments: how many, turn, each how manieth is low, the window when tasks are quick or 0.
    /// Answers the entries taken.
    static let take = Script(
        names + taking
            + "return take(tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]))")

    /// keys: prefix, processing list, a status for each task; arguments: how many to take, turn, each how manieth is low, the
    /// window when tasks are quick or 0, and for each task: entry or nothing, id, revision or nothing, status, TTL in ms. Ends with entries in hand. Only who still
    /// has an entry ends its membership: after a thaw it may be somebody else's. Answers the entries taken.
    static let finish = Script(
        names + show + taking + """
            for key = 3, #KEYS do
                local at = (key - 3) * 5 + 5
                local entry = ARGV[at]
                if entry ~= '' and redis.call('LREM', KEYS[2], 1, entry) > 0 then
                    redis.call('SREM', members, ARGV[at + 1])
                    local user = owner(entry)
                    if redis.call('HINCRBY', held, user, -1) <= 0 then redis.call('HDEL', held, user) end
                    refill(user)
                end
                if ARGV[at + 2] ~= '' then show(KEYS[key], ARGV[at + 2], ARGV[at + 3], ARGV[at + 4]) end
            end
            return take(tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]))
            """)

    /// keys: prefix, processing list; arguments: entries. Puts entries in hand back to be the next, the first before the others.
    static let giveBack = Script(
        """
        for number = #ARGV, 1, -1 do
            if redis.call('LREM', KEYS[2], 1, ARGV[number]) > 0 then redis.call('RPUSH', KEYS[1] .. 'list', ARGV[number]) end
        end
        """)

    /// keys: prefix, processing list. Puts everything back that a worker left in hand. Answers how much.
    static let recover = Script(
        """
        local moved = 0
        while redis.call('LMOVE', KEYS[2], KEYS[1] .. 'list', 'RIGHT', 'RIGHT') do moved = moved + 1 end
        return moved
        """)

    /// keys: prefix, processing lists; arguments: the window. Makes the membership anew when it does not count what the lists
    /// hold, as after a key was deleted by hand, and the users' counts likewise; fills their windows. Answers 1 when the
    /// membership was made anew.
    static let audit = Script(
        """
        redis.pcall('SET', KEYS[1] .. 'window', ARGV[1])

        """ + names + """
            local near = {list}
            for key = 2, #KEYS do near[key] = KEYS[key] end
            local users, far = {}, {low}
            for _, user in ipairs(redis.call('SMEMBERS', waiting)) do
                if redis.call('EXISTS', own(user)) == 1 then
                    users[#users + 1] = user
                    far[#far + 1] = own(user)
                else
                    redis.call('SREM', waiting, user)
                end
            end
            local function total(lists)
                local sum = 0
                for _, key in ipairs(lists) do sum = sum + redis.call('LLEN', key) end
                return sum
            end
            local function each(lists, body)
                for _, key in ipairs(lists) do
                    for _, entry in ipairs(redis.call('LRANGE', key, 0, -1)) do body(entry) end
                end
            end

            local isAnew = total(near) + total(far) ~= redis.call('SCARD', members)
            if isAnew then
                redis.call('DEL', members)
                local function note(entry) redis.call('SADD', members, string.sub(entry, 8, 43)) end
                each(near, note)
                each(far, note)
            end
            local counted = 0
            for _, number in ipairs(redis.call('HVALS', held)) do counted = counted + tonumber(number) end
            if counted ~= total(near) then
                redis.call('DEL', held)
                each(near, function(entry) redis.call('HINCRBY', held, owner(entry), 1) end)
            end
            for _, user in ipairs(users) do refill(user) end
            return isAnew and 1 or 0
            """)
}
