using System.Text;
using ImportFunctions.Games.Http;
using ImportFunctions.Games.Storage;

namespace ImportFunctions.Games.Lichess;

/// <summary>
/// Reads windows of createdAt, newest first, and claims as complete only what is proven so. A stream has no end marker: one that stops is
/// taken to have stopped early until a request below its oldest game comes back empty.
/// </summary>
sealed class LichessWindow(
    LichessClient client, PageRun run, string userId, bool countGarbage, TimeProvider time, CancellationToken cancellation,
    bool filtered = false)
{
    const int MostFailures = 3;

    // The games of the oldest millisecond received: the next request asks for that millisecond again, for the sake of others in it.
    readonly byte[] _oldestId = new byte[100];
    readonly List<string> _tiedIds = [];
    int _oldestIdLength;

    // Asked for beyond what is wanted, when known games of one millisecond fill a small request.
    int _extra;
    long _oldestAt = long.MaxValue;
    int _size = client.Pace.First;
    int _requests;

    /// <summary>Reads a window.</summary>
    /// <param name="from">Oldest createdAt, inclusive.</param>
    /// <param name="to">Newest createdAt, exclusive.</param>
    /// <param name="mode">What to do about lines that are no JSON, and whether completeness is claimed.</param>
    /// <param name="enough">Asked after each request, with everything committed, when given.</param>
    /// <returns>Down to where the window was gone through; <paramref name="from"/> when to its end.</returns>
    /// <exception cref="ProviderFailure">The provider is in trouble; what was received is on its way into the table.</exception>
    public async Task<long> ReadAsync(long from, long to, WindowMode mode, Func<Task<bool>>? enough = null)
    {
        var upper = to;
        var failures = 0;
        // Such a search is mostly for a game or two, and may end after each request.
        if (mode == WindowMode.Rescan && _requests == 0)
            _size = RequestPace.Smallest;
        while (upper > from && upper > LichessClient.FirstMillisecond)
        {
            if (_requests > 0 && run.IsLate)
                return upper;
            var room = await run.RoomAsync();
            if (room == 0)
                return upper;
            var answer = await RequestAsync(from, upper, room, mode);
            var before = upper;
            upper = Advance(from, upper, answer, mode, out var stuck);
            failures = answer.Broken is null || upper < before ? 0 : failures + 1;
            if (failures > MostFailures || (answer.Broken is not null && run.IsLate))
                throw new ProviderFailure(client.Http.Broken(answer.Broken), answer.Broken);
            if (answer.Broken is not null)
                await Task.Delay(TimeSpan.FromMilliseconds(100 * (1 << failures) * (0.5 + Random.Shared.NextDouble())), time, cancellation);
            if (stuck)
                return from;
            if (enough is not null)
            {
                await run.Pipeline.DrainAsync();
                if (await enough())
                    return upper;
            }
        }

        if (upper > from && mode != WindowMode.Rescan)
            run.Pipeline.Facts.Cover(from, upper);
        return from;
    }

    // What an answer proves beyond the claims that were made while it was streaming.
    long Advance(long from, long upper, in Answer answer, WindowMode mode, out bool stuck)
    {
        stuck = false;
        var claims = mode != WindowMode.Rescan && (answer.Garbage == 0 || mode == WindowMode.Final);
        if (answer.Oldest is not { } oldest)
        {
            if (answer.Broken is not null)
                return upper;
            if (claims)
                run.Pipeline.Facts.Cover(from, upper);
            // Nothing but garbage: the hole stays open and the next pass asks again.
            stuck = true;
            return upper;
        }

        if (oldest >= upper)
            throw LichessClient.Invalid("games that lie outside of the window asked for");
        if (oldest + 1 < upper || answer.Broken is not null)
            return oldest + 1;
        if (answer.IsFull)
        {
            _extra = Math.Max(10, _extra * 4);
            return upper;
        }

        // Only games of the window's last millisecond came, all of them.
        if (claims)
            run.Pipeline.Facts.Cover(oldest, upper);
        return oldest;
    }

    async Task<Answer> RequestAsync(long from, long upper, int room, WindowMode mode)
    {
        // Of games that are left out any number may come before one that is wanted.
        var max = filtered ? _size : (int)Math.Min(_size, (long)room + _extra);
        var started = time.GetTimestamp();
        _requests++;
        using var response = await client.GamesAsync(userId, from, upper, max, cancellation);
        await using var body = await response.OpenAsync(cancellation);
        using var reader = new BodyReader(body, client.Http.StallTimeout, cancellation);
        var stream = new StreamState { Room = room, ClaimTop = mode == WindowMode.Rescan ? null : upper };
        Exception? broken = null;
        try
        {
            do
            {
                Take(reader, stream, mode);
                if (run.Pipeline.IsDue)
                    await SendAsync(stream);
            }
            while (stream.Room > 0 && await reader.MoreAsync());
            TakeRest(reader, stream, mode, ref broken);
        }
        catch (Exception exception) when (exception is IOException or TimeoutException or InvalidDataException)
        {
            broken = exception;
        }

        Claim(stream);
        if (broken is not null)
            client.Pace.Reset();
        else if (stream.Games >= Math.Max(max, RequestPace.Smallest))
            _size = client.Pace.Next(stream.Games, time.GetElapsedTime(started));

        return new Answer(stream.Oldest, stream.Games, stream.Garbage, broken, stream.Games >= max || stream.Room == 0);
    }

    void Take(BodyReader reader, StreamState stream, WindowMode mode)
    {
        while (stream.Room > 0)
        {
            var unread = reader.Unread;
            var newline = unread.IndexOf((byte)'\n');
            if (newline < 0)
                return;
            TakeLine(unread[..newline], stream, mode);
            reader.Consume(newline + 1);
            if (run.Pipeline.IsDue)
                return;
        }
    }

    // A last line without its end is complete or it is where the stream was cut.
    void TakeRest(BodyReader reader, StreamState stream, WindowMode mode, ref Exception? broken)
    {
        while (stream.Room > 0 && reader.Unread.IndexOf((byte)'\n') >= 0)
            Take(reader, stream, mode);
        if (stream.Room == 0)
            return;
        var rest = reader.Unread.Trim(" \r\n\t"u8);
        if (rest.IsEmpty)
            return;
        if (rest[0] == '{' && rest[^1] != '}')
            broken = new IOException("The stream ended inside a line.");
        else
            TakeLine(rest, stream, mode);
    }

    void TakeLine(ReadOnlySpan<byte> line, StreamState stream, WindowMode mode)
    {
        line = line.TrimEnd((byte)'\r');
        if (line.IsEmpty)
            return;
        if (run.Pipeline.TryAdd(line, out var playedAt, out var reason))
        {
            stream.Games++;
            if (!DropIfKnown(playedAt))
            {
                if (run.Pipeline.KeepsLast())
                    stream.Room--;
                else
                    run.Pipeline.Facts.Filtered++;
            }

            if (stream.Oldest < playedAt)
                stream.Ordered = false;
            stream.Oldest = Math.Min(playedAt, stream.Oldest ?? long.MaxValue);
            // Behind garbage a new claim begins; games of this very millisecond may be among what was garbled.
            if (mode != WindowMode.Rescan)
                stream.ClaimTop ??= playedAt;
            return;
        }

        if (reason is not null)
        {
            run.Pipeline.Facts.Skip(reason);
            return;
        }

        // Counted when it is first seen: later passes meet it again, or the game that it stood for.
        if (mode != WindowMode.Final)
        {
            Claim(stream);
            stream.ClaimTop = null;
        }

        stream.Garbage++;
        if (countGarbage)
            run.Pipeline.Facts.Skip("not JSON");
    }

    bool DropIfKnown(long playedAt)
    {
        if (playedAt > _oldestAt)
            return false;
        var id = run.Pipeline.LastId;
        if (playedAt < _oldestAt)
        {
            _oldestAt = playedAt;
            _tiedIds.Clear();
            id.CopyTo(_oldestId);
            _oldestIdLength = id.Length;
        }
        else if (id.SequenceEqual(_oldestId.AsSpan(0, _oldestIdLength)) || _tiedIds.Contains(Encoding.UTF8.GetString(id)))
        {
            run.Pipeline.RemoveLast();
            return true;
        }
        else
        {
            _tiedIds.Add(Encoding.UTF8.GetString(id));
        }

        return false;
    }

    async ValueTask SendAsync(StreamState stream)
    {
        Claim(stream);
        await run.Pipeline.SendAsync();
    }

    void Claim(StreamState stream)
    {
        if (stream is not { Ordered: true, ClaimTop: { } top, Oldest: { } oldest })
            return;
        run.Pipeline.Facts.Cover(oldest + 1, top);
        stream.ClaimTop = Math.Min(top, oldest + 1);
    }

    sealed class StreamState
    {
        public long? ClaimTop { get; set; }

        public long? Oldest { get; set; }

        public int Games { get; set; }

        public required int Room { get; set; }

        public int Garbage { get; set; }

        public bool Ordered { get; set; } = true;
    }

    readonly record struct Answer(long? Oldest, int Games, int Garbage, Exception? Broken, bool IsFull);
}
