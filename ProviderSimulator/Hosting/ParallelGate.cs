namespace ProviderSimulator.Hosting;

/// <summary>Lets so many in at once and turns others away.</summary>
sealed class ParallelGate
{
    int _inside;

    /// <summary>Enters, or is turned away.</summary>
    /// <param name="limit">How many may be inside; 0 for any number.</param>
    public bool TryEnter(int limit)
    {
        if (Interlocked.Increment(ref _inside) <= limit || limit == 0) return true;
        Interlocked.Decrement(ref _inside);
        return false;
    }

    /// <summary>Leaves; for everyone who was let in.</summary>
    public void Leave() => Interlocked.Decrement(ref _inside);
}
