namespace ImportFunctions.Games.Storage;

/// <summary>A batch was taken back: its run is closed, or has all the games it may import.</summary>
/// <param name="inner">What the database said.</param>
public sealed class RunOverException(Exception inner) : Exception("The run is closed, or would import more games than it may.", inner);
