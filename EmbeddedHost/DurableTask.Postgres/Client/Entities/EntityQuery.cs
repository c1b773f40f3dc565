namespace Microsoft.DurableTask.Client.Entities;

/// <summary>Which entities to list. Conditions that are given must all hold.</summary>
public record EntityQuery
{
    /// <summary>The page size of most backends when none is given: 100 entities.</summary>
    public const int DefaultPageSize = 100;

    readonly string? _instanceIdStartsWith;

    /// <summary>
    /// What the entity ids (<c>@name@key</c>) begin with; null for any. The leading <c>@</c> is added when it is missing, and the
    /// name part is made lower case as in the ids themselves; a key part is kept as it is.
    /// </summary>
    public string? InstanceIdStartsWith
    {
        get => _instanceIdStartsWith;
        init => _instanceIdStartsWith = value is null ? null : Normalize(value);
    }

    /// <summary>The earliest change, inclusive; null for no bound.</summary>
    public DateTimeOffset? LastModifiedFrom { get; init; }

    /// <summary>The latest change, inclusive; null for no bound.</summary>
    public DateTimeOffset? LastModifiedTo { get; init; }

    /// <summary>Whether the states are fetched too. Default: true.</summary>
    public bool IncludeState { get; init; } = true;

    /// <summary>Whether entities without state that are only locked or have waiting messages are listed too. Default: false.</summary>
    public bool IncludeTransient { get; init; }

    /// <summary>The most entities per page; null for the backend's choice.</summary>
    public int? PageSize { get; init; }

    /// <summary>Where to go on, from an earlier page; null for the beginning.</summary>
    public string? ContinuationToken { get; init; }

    static string Normalize(string prefix)
    {
        var id = prefix.StartsWith('@') ? prefix : "@" + prefix;
        var separator = id.IndexOf('@', 1);
        return separator < 0 ? id.ToLowerInvariant() : id[..separator].ToLowerInvariant() + id[separator..];
    }
}
