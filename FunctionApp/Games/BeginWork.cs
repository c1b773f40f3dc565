using ImportFunctions.Schedules;

namespace ImportFunctions.Games;

/// <summary>The input of the activity that adds a run's row.</summary>
/// <param name="RunId">The run.</param>
/// <param name="InstanceId">Its orchestration.</param>
/// <param name="Request">What was asked for.</param>
/// <param name="Schedule">The schedule's start that the run is; null when somebody asked for it.</param>
public sealed record BeginWork(Guid RunId, string InstanceId, ImportRequest Request, ScheduledStart? Schedule = null);
