using System.Runtime.CompilerServices;

namespace Microsoft.DurableTask;

/// <summary>Makes paged lists from functions that fetch one page.</summary>
public static class Pageable
{
    /// <summary>Makes a paged list from a function that decides the page size itself.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="pageFunc">Fetches the page that starts at a continuation token (null: the first).</param>
    /// <returns>The list.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="pageFunc"/> is null.</exception>
    public static AsyncPageable<T> Create<T>(Func<string?, CancellationToken, Task<Page<T>>> pageFunc)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(pageFunc);
        return new FetchedPages<T>((token, _, cancellation) => pageFunc(token, cancellation));
    }

    /// <summary>Makes a paged list from a function that takes a wanted page size.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="pageFunc">
    /// Fetches the page of about the given size (null: free choice) that starts at a continuation token (null: the first).
    /// </param>
    /// <returns>The list.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="pageFunc"/> is null.</exception>
    public static AsyncPageable<T> Create<T>(Func<string?, int?, CancellationToken, Task<Page<T>>> pageFunc)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(pageFunc);
        return new FetchedPages<T>(pageFunc);
    }

    sealed class FetchedPages<T>(Func<string?, int?, CancellationToken, Task<Page<T>>> fetch) : AsyncPageable<T>
        where T : notnull
    {
        public override IAsyncEnumerable<Page<T>> AsPages(string? continuationToken = default, int? pageSizeHint = default)
            => Fetch(continuationToken, pageSizeHint, CancellationToken.None);

        async IAsyncEnumerable<Page<T>> Fetch(string? token, int? size, [EnumeratorCancellation] CancellationToken cancellation)
        {
            do
            {
                var page = await fetch(token, size, cancellation);
                yield return page;
                token = page.ContinuationToken;
            }
            while (token is not null);
        }
    }
}
