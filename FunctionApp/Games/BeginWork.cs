namespace ImportFunctions.Games;

/// <summary>The input of the activity that adds a run's row.</summary>
/// <param name="RunId">The run.</param>
/// <param name="InstanceId">Its orchestration.</param>
/// <param name="Request">What was asked for.</param>
public sealed record BeginWork(Guid RunId, string InstanceId, ImportRequest Request);
