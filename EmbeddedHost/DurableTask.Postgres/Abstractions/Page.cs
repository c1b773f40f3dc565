namespace Microsoft.DurableTask;

/// <summary>One page of a longer list.</summary>
/// <typeparam name="T">The type of the items.</typeparam>
public sealed class Page<T>
    where T : notnull
{
    /// <summary>Creates a page.</summary>
    /// <param name="values">The items of the page.</param>
    /// <param name="continuationToken">Where the next page starts; null when this is the last.</param>
    /// <exception cref="ArgumentNullException"><paramref name="values"/> is null.</exception>
    public Page(IReadOnlyList<T> values, string? continuationToken = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        Values = values;
        ContinuationToken = continuationToken;
    }

    /// <summary>The items of the page; can be empty even when more pages follow.</summary>
    public IReadOnlyList<T> Values { get; }

    /// <summary>Where the next page starts; null when this is the last.</summary>
    public string? ContinuationToken { get; }
}
