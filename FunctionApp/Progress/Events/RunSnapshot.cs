using System.Globalization;

namespace ImportFunctions.Progress.Events;

/// <summary>
/// Which transactions an observer has seen the effects of, as PostgreSQL's <c>pg_snapshot</c> writes it:
/// <c>lowest running:next:running,…</c>. It is the id of events.
/// </summary>
public sealed class RunSnapshot
{
    /// <summary>The longest id of an event, in characters: it travels in a header.</summary>
    public const int MaxIdLength = 1000;

    readonly ulong _lowest;
    readonly ulong _next;
    readonly ulong[] _running;

    RunSnapshot(ulong lowest, ulong next, ulong[] running) => (_lowest, _next, _running) = (lowest, next, running);

    /// <summary>The lowest transaction whose effects may not have been seen.</summary>
    public ulong Lowest => _lowest;

    /// <summary>Reads a snapshot, from PostgreSQL or from a client.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The snapshot; null when the text is none that PostgreSQL would accept.</returns>
    public static RunSnapshot? Parse(string? text)
    {
        if (text?.Split(':') is not [var first, var second, var third])
            return null;
        if (Number(first) is not { } lowest || Number(second) is not { } next || next < lowest)
            return null;
        var running = new List<ulong>();
        foreach (var part in third.Split(',', StringSplitOptions.None))
        {
            if (third.Length == 0)
                break;
            if (Number(part) is not { } one || one < lowest || one >= next || (running.Count > 0 && one <= running[^1]))
                return null;
            running.Add(one);
        }

        return new RunSnapshot(lowest, next, [.. running]);
    }

    /// <summary>A snapshot that has seen everything before a transaction, and nothing else.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <returns>The snapshot.</returns>
    public static RunSnapshot Before(ulong transaction) => new(transaction, transaction, []);

    /// <summary>Tells whether it was taken after another one of the same cluster.</summary>
    /// <param name="other">The other one.</param>
    /// <returns>Whether it knows transactions that the other one does not.</returns>
    public bool IsAhead(RunSnapshot other) => _next > other._next;

    /// <summary>The snapshot without the effects of some transactions, as if they still ran.</summary>
    /// <param name="transactions">The transactions.</param>
    /// <returns>A snapshot that has seen at most the rest.</returns>
    public RunSnapshot Without(IEnumerable<ulong> transactions)
    {
        var unseen = transactions.Where(t => t < _next).ToList();
        return unseen.Count == 0
            ? this
            : new RunSnapshot(Math.Min(_lowest, unseen.Min()), _next, [.. _running.Concat(unseen).Distinct().Order()]);
    }

    /// <summary>The text as the id of an event.</summary>
    /// <returns>The text, or that of an older snapshot where it would be too long: then endings come again, but none is lost.</returns>
    public string ToEventId() => ToString() is { Length: <= MaxIdLength } text ? text : Before(_lowest).ToString();

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{_lowest}:{_next}:{string.Join(',', _running)}");

    // Digits alone: no sign, no space, and nothing that a 64-bit transaction number can never be.
    static ulong? Number(string text) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value is > 0 and <= long.MaxValue
            ? value
            : null;
}
