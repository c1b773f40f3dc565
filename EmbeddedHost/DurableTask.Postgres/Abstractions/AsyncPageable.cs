namespace Microsoft.DurableTask;

/// <summary>A list that is fetched page by page, and can be read item by item.</summary>
/// <typeparam name="T">The type of the items.</typeparam>
public abstract class AsyncPageable<T> : IAsyncEnumerable<T>
    where T : notnull
{
    /// <summary>Reads the list by pages; each is fetched when it is asked for.</summary>
    /// <param name="continuationToken">Where to start; null starts at the beginning.</param>
    /// <param name="pageSizeHint">The wanted number of items a page; null leaves it to the source, which may also return fewer.</param>
    /// <returns>The pages.</returns>
    public abstract IAsyncEnumerable<Page<T>> AsPages(string? continuationToken = default, int? pageSizeHint = default);

    /// <summary>Reads the list item by item from the beginning, fetching pages as needed.</summary>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The enumerator.</returns>
    public async IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        // Awaits keep the caller's context throughout: an orchestrator may enumerate.
        await foreach (var page in AsPages().WithCancellation(cancellationToken))
        {
            foreach (var value in page.Values)
                yield return value;
        }
    }
}
