using DurableTask.Postgres.Engine.Activities;
using Microsoft.DurableTask;

namespace DurableTask.Postgres;

/// <summary>What this engine tells activities beyond the common API.</summary>
public static class TaskActivityContextExtensions
{
    /// <summary>
    /// A token that is cancelled when the orchestration is terminated, or when the host stops. An activity that ends because of the
    /// latter runs again after the restart.
    /// </summary>
    /// <param name="context">The activity's context.</param>
    /// <returns>The token; one that is never cancelled for a context of another engine.</returns>
    public static CancellationToken GetCancellationToken(this TaskActivityContext context)
        => context is ActivityContext own ? own.Cancellation : CancellationToken.None;
}
