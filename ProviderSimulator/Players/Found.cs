namespace ProviderSimulator.Players;

/// <summary>What a look-up of a player finds.</summary>
/// <param name="State">Whether there is such an account.</param>
/// <param name="Name">Name as shown.</param>
/// <param name="Player">The games; null where the provider shows none.</param>
sealed record Found<T>(AccountState State, string Name, T? Player) where T : class;
