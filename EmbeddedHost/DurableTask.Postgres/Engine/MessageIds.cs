namespace DurableTask.Postgres.Engine;

/// <summary>Numbers a process' messages: the process' number in the upper 23 bits, a count in the lower 40.</summary>
sealed class MessageIds(long processNumber)
{
    long _last = processNumber << 40;

    public long ProcessNumber => processNumber;

    public long Next() => Interlocked.Increment(ref _last);
}
