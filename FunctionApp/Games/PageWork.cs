namespace ImportFunctions.Games;

/// <summary>The input of the activity that imports a page.</summary>
/// <param name="Platform">Whose page it is.</param>
/// <param name="Page">The page.</param>
public sealed record PageWork(string Platform, PageRequest Page);
