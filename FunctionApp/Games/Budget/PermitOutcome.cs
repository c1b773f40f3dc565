namespace ImportFunctions.Games.Budget;

/// <summary>How a request for a permit was answered. The numbers travel in messages; they never change.</summary>
public enum PermitOutcome
{
    /// <summary>The page may be fetched.</summary>
    Granted = 0,

    /// <summary>The import waits; the event <c>ProviderPermit</c> will tell it.</summary>
    Waiting = 1,

    /// <summary>This claim was given back or taken away before: ask with a new one.</summary>
    Gone = 2,
}
