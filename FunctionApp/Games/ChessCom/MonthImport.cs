using ImportFunctions.Games.Http;
using ImportFunctions.Games.Storage;

namespace ImportFunctions.Games.ChessCom;

/// <summary>Imports one month after the other.</summary>
sealed class MonthImport(
    ChessComClient client, ChessComFormat format, PageRun run, GameStore games, ImportTarget target, ImportSettings settings,
    TimeProvider time, CancellationToken cancellation)
{
    const int MostAttempts = 4;

    // No record was seen that is shorter; the shortest without moves have some 600 bytes.
    const int ShortestRecord = 400;
    const int MostGamesInMonth = 20_000;

    /// <summary>Imports a month.</summary>
    /// <param name="known">What is known of it.</param>
    /// <param name="previous">The month before the running one: what is older does not change any more.</param>
    /// <param name="room">New games that may be imported.</param>
    /// <returns>Whether the month is complete; if not, the limit is reached.</returns>
    /// <exception cref="ProviderFailure">The provider is in trouble.</exception>
    public async Task<bool> ImportAsync(KnownMonth known, ArchiveMonth previous, int room)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryAsync(known, known.Month.Index < previous.Index, room, attempt == MostAttempts);
            }
            catch (Exception exception) when (exception is IOException or TimeoutException or InvalidDataException)
            {
                if (attempt == MostAttempts)
                    throw new ProviderFailure(client.Http.Broken(exception), exception);
            }

            var pause = TimeSpan.FromMilliseconds(100 * (1 << attempt) * (0.5 + Random.Shared.NextDouble()));
            await Task.Delay(pause, time, cancellation);
            await run.Pipeline.DrainAsync();
            room = await run.RoomAsync();
            if (room == 0)
                return false;
        }
    }

    async Task<bool> TryAsync(KnownMonth known, bool closed, int room, bool final)
    {
        using var response = await client.MonthAsync(target.UserId, known.Month, known.ETag, cancellation);
        if (response is null)
            return final ? Gone(known, closed) : throw new InvalidDataException("A listed month is said to be gone.");
        if (response.Status == 304)
        {
            run.Pipeline.Facts.Months.Add(new(known.Month.ToString(), known.ETag, known.Games, closed));
            return true;
        }

        format.BeginMonth();
        await using var stream = await response.OpenAsync(cancellation);
        using var body = new BodyReader(stream, client.Http.StallTimeout, cancellation);
        var atMost = response.Length is { } length ? length / ShortestRecord : MostGamesInMonth;
        return atMost <= room
            ? await WholeAsync(body, known.Month, response.ETag, closed, final)
            : await NewestAsync(body, known.Month, response.ETag, closed, final);
    }

    // Said once, it may be an outage's word: the month is asked for in the next import, too, before it is closed.
    bool Gone(KnownMonth known, bool closed)
    {
        run.Pipeline.Facts.Months.Add(new(known.Month.ToString(), known.ETag, known.Games ?? 0, closed && known.Complete));
        run.Pipeline.Facts.Skip("month is gone");
        return true;
    }

    // The limit cannot bite: games go their usual way as they come.
    async Task<bool> WholeAsync(BodyReader body, ArchiveMonth month, string? etag, bool closed, bool final)
    {
        var (count, filtered) = (0, 0);
        var splitter = new MonthSplitter(body);
        while (await NextAsync(body, splitter, run.Pipeline.Facts, final) is { } length)
        {
            var added = run.Pipeline.TryAdd(body.Unread[..length], out _, out var reason);
            if (!added && reason is null && splitter.Doubt())
                continue;
            count++;
            body.Consume(length);
            if (!added)
                NotUnderstood(reason, run.Pipeline.Facts, final);
            else if (!run.Pipeline.KeepsLast())
                filtered++;
            else if (run.Pipeline.IsDue)
                await run.Pipeline.SendAsync();
        }

        await body.FinishAsync();
        // Counted when the month is complete: until then it may have to be read again.
        run.Pipeline.Facts.Filtered += filtered;
        run.Pipeline.Facts.Months.Add(new(month.ToString(), etag, count, closed));
        return true;
    }

    // The month comes oldest first, the newest are wanted: all of it goes to a stage and PostgreSQL picks.
    async Task<bool> NewestAsync(BodyReader body, ArchiveMonth month, string? etag, bool closed, bool final)
    {
        await run.Pipeline.DrainAsync();
        var room = await run.RoomAsync();
        if (room == 0)
            return false;
        var (batch, rows) = (games.Pool.RentBatch(), games.Pool.RentRows());
        try
        {
            return await NewestAsync(body, month, etag, closed, final, room, batch, rows);
        }
        finally
        {
            games.Pool.Return(batch);
            games.Pool.Return(rows);
        }
    }

    async Task<bool> NewestAsync(
        BodyReader body, ArchiveMonth month, string? etag, bool closed, bool final, int room, RecordBatch batch, CopyBuffer rows)
    {
        await using var stage = await games.OpenStageAsync(target, cancellation);
        var facts = new CommitFacts();
        var count = 0;
        var splitter = new MonthSplitter(body);
        while (await NextAsync(body, splitter, facts, final) is { } length)
        {
            var added = batch.TryAdd(format, body.Unread[..length], out var reason);
            if (!added && reason is null && splitter.Doubt())
                continue;
            count++;
            body.Consume(length);
            if (!added)
                NotUnderstood(reason, facts, final);
            else
                Filter(batch, facts);
            if (batch.Count >= settings.BatchSize || batch.Bytes >= RecordBatch.FullBytes)
                await StageAsync(stage, batch, rows, facts);
        }

        await body.FinishAsync();
        await StageAsync(stage, batch, rows, facts);
        var (outcome, complete) = await stage.FinishAsync(room, facts, new(month.ToString(), etag, count, closed), cancellation);
        run.Pipeline.Count(outcome);
        return complete;
    }

    // The length of the next record; null behind the last one.
    async ValueTask<int?> NextAsync(BodyReader body, MonthSplitter splitter, CommitFacts facts, bool final)
    {
        while (true)
        {
            var piece = splitter.Next(out var length);
            if (piece == MonthPiece.End)
                return null;
            if (piece == MonthPiece.NeedMore)
                await ReceiveAsync(body);
            else if (piece == MonthPiece.Garbage)
                Garbled(splitter, facts, final);
            else
                return length;
        }
    }

    void Filter(RecordBatch batch, CommitFacts facts)
    {
        if (target.Matcher is not { } matcher || matcher.Matches(batch.Game(batch.Count - 1), batch.Record(batch.Count - 1)))
            return;
        batch.RemoveLast();
        facts.Filtered++;
    }

    async Task StageAsync(LimitedStage stage, RecordBatch batch, CopyBuffer rows, CommitFacts facts)
    {
        rows.Begin();
        for (var i = 0; i < batch.Count; i++)
        {
            try
            {
                format.Encode(ref batch.Game(i), batch.Record(i), rows);
            }
            catch (FormatException)
            {
                facts.Skip("invalid text");
            }
        }

        rows.End();
        batch.Clear();
        if (rows.Rows > 0)
            await stage.AddAsync(rows, cancellation);
    }

    static async Task ReceiveAsync(BodyReader body)
    {
        if (!await body.MoreAsync())
            throw new IOException("A month ended before its list of games did.");
    }

    void NotUnderstood(string? reason, CommitFacts facts, bool final)
    {
        if (reason is null)
            Garbled(null, facts, final);
        else
            facts.Skip(reason);
    }

    // Stop at once: ratings before a game are told from the games in front of it, so nothing behind a gap may be imported while there
    // is hope that the gap closes.
    void Garbled(MonthSplitter? splitter, CommitFacts facts, bool final)
    {
        if (!final)
            throw new InvalidDataException("A month holds what is no game.");
        splitter?.SkipGarbage();
        facts.Skip("not JSON");
        format.BeginMonth();
    }
}
