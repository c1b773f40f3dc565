namespace ProviderSimulator.Players;

/// <summary>What the provider knows of a name.</summary>
enum AccountState
{
    /// <summary>An account with games.</summary>
    Open,

    /// <summary>No such account.</summary>
    Unknown,

    /// <summary>An account that its owner, or on Chess.com the site, closed.</summary>
    Closed,

    /// <summary>An account marked for breaking the rules; its games are still there.</summary>
    Marked,
}
