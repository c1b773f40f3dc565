using ImportFunctions.Games;

namespace FunctionApp.Tests.Games.Import;

/// <summary>What one press of the button did.</summary>
sealed record ImportReport(Guid RunId, ImportPlan Plan, int Imported, IReadOnlyList<ImportError> Errors, RunCounters? Totals);
