using ImportFunctions.Progress;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace ImportFunctions.Games;

/// <summary>
/// The import of one player's games. A completed or cancelled import ends as Completed with its progress as the output; a failed one
/// ends as Failed, and its custom status, which every host keeps, says why.
/// </summary>
public static class ImportOrchestration
{
    /// <summary>The orchestration's name.</summary>
    public const string Name = "ImportGames";

    /// <summary>The event that asks an import to stop; its payload does not matter.</summary>
    public const string CancelEvent = "CancelImport";

    /// <summary>Runs one generation of the import.</summary>
    /// <param name="context">The orchestration.</param>
    /// <returns>The final progress; null when another generation follows.</returns>
    [Function(Name)]
    public static Task<ImportProgress?> Run([OrchestrationTrigger] TaskOrchestrationContext context) =>
        new ImportFlow(context, context.GetInput<ImportInput>()!).RunAsync();
}
