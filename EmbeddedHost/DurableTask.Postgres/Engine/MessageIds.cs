namespace DurableTask.Postgres.Engine;

/// <summary>Numbers a process' messages: the process' number in the upper 23 bits, a count in the lower 40.</summary>
sealed class MessageIds(long processNumber)
{
    long _last = processNumber << 40;

    public long ProcessNumber => processNumber;

    /// <summary>Whether this process numbered the message.</summary>
    public bool IsOwn(long messageId) => messageId >> 40 == processNumber;

    public long Next() => Interlocked.Increment(ref _last);
}
