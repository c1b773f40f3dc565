namespace ImportFunctions.Games;

/// <summary>The result of the activity that imports a page.</summary>
/// <param name="Result">What the page did; null when it was stopped because the import is to end.</param>
public sealed record PageOutcome(PageResult? Result);
