using Microsoft.DurableTask;

namespace DurableTask.Postgres.Tests.Abstractions;

public class PageableTests
{
    [Fact]
    public async Task Items_come_in_order_over_all_pages_even_empty_ones()
    {
        var items = new List<int>();

        await foreach (var item in Numbers([]))
            items.Add(item);

        Assert.Equal([1, 2, 3], items);
    }

    [Fact]
    public async Task Pages_start_where_asked_with_the_asked_size()
    {
        var requests = new List<(string?, int?)>();
        var pages = new List<Page<int>>();

        await foreach (var page in Numbers(requests).AsPages("1", 2))
            pages.Add(page);

        Assert.Equal([("1", 2), ("2", 2)], requests);
        Assert.Equal([[], [3]], pages.Select(page => page.Values.ToArray()));
    }

    [Fact]
    public async Task Pages_are_fetched_only_when_needed()
    {
        var requests = new List<(string?, int?)>();

        await foreach (var item in Numbers(requests))
        {
            if (item == 2)
                break;
        }

        Assert.Equal([(null, null)], requests);
    }

    [Fact]
    public async Task Cancellation_reaches_the_fetch()
    {
        using var cancellation = new CancellationTokenSource();
        var seen = new List<CancellationToken>();
        var pageable = Pageable.Create((_, token) =>
        {
            seen.Add(token);
            return Task.FromResult(new Page<int>([1]));
        });

        await foreach (var _ in pageable.WithCancellation(cancellation.Token))
        {
        }

        Assert.Equal([cancellation.Token], seen);
    }

    static AsyncPageable<int> Numbers(List<(string?, int?)> requests) => Pageable.Create((token, size, _) =>
    {
        requests.Add((token, size));
        return Task.FromResult(token switch
        {
            null => new Page<int>([1, 2], "1"),
            "1" => new Page<int>([], "2"),
            _ => new Page<int>([3]),
        });
    });
}
