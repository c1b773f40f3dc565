namespace ImportFunctions.Games;

/// <summary>The input of the activity that plans an import.</summary>
/// <param name="Platform">Whose import it is.</param>
/// <param name="Request">The request to the provider.</param>
/// <param name="Begin">Whether to go on with what was planned: not for orchestrations of earlier versions, which would not count it.</param>
public sealed record PlanWork(string Platform, PlanRequest Request, bool Begin = false);
