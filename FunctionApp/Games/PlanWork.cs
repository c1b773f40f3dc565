namespace ImportFunctions.Games;

/// <summary>The input of the activity that plans an import.</summary>
/// <param name="Platform">Whose import it is.</param>
/// <param name="Request">The request to the provider.</param>
public sealed record PlanWork(string Platform, PlanRequest Request);
