namespace ImportFunctions.Games.Budget;

/// <summary>What the end of a page shows of its provider. The numbers travel in messages; they never change.</summary>
public enum ProviderSign
{
    /// <summary>Nothing: it was stopped, or ended in a way that has nothing to do with the provider's health.</summary>
    None = 0,

    /// <summary>The provider answers.</summary>
    Works = 1,

    /// <summary>The provider cannot be reached, or answers with errors.</summary>
    Fails = 2,

    /// <summary>The provider asks us to slow down.</summary>
    Limits = 3,
}
