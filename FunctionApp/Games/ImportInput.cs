using ImportFunctions.Schedules;

namespace ImportFunctions.Games;

/// <summary>The input of the import's orchestration.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="State">Where an earlier generation of the orchestration left off; null at the start.</param>
/// <param name="Schedule">The schedule's start that this import is; null when somebody asked for it.</param>
public sealed record ImportInput(ImportRequest Request, ImportState? State = null, ScheduledStart? Schedule = null);
