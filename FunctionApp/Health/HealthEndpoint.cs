using ImportFunctions.Database;
using ImportFunctions.Games.Budget;
using ImportFunctions.Gate;
using ImportFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ImportFunctions.Health;

/// <summary>Tells probes whether the application can do its work.</summary>
/// <param name="database">The application's database.</param>
/// <param name="budgets">The budgets of the providers, with their circuit breakers.</param>
/// <param name="logger">Hears of what does not work.</param>
public sealed partial class HealthEndpoint(NpgsqlDataSource database, ProviderBudgetReader budgets, ILogger<HealthEndpoint> logger)
{
    static readonly string Ping = SqlText.Load("Health.ping.sql");

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Probes the database and the durable engine.</summary>
    /// <param name="request">The request.</param>
    /// <param name="client">The durable client.</param>
    /// <returns>200 when both answer, else a problem: 503; the body says which does not.</returns>
    [Function("Health")]
    public async Task<IResult> Show(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequest request, [DurableClient] DurableTaskClient client)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(request.HttpContext.RequestAborted);
        patience.CancelAfter(Patience);
        IReadOnlyList<ProviderHealth>? providers = null;
        var probes = await Task.WhenAll(
            ProbeAsync("database", async () =>
            {
                await using var ping = database.CreateCommand(Ping);
                await ping.ExecuteScalarAsync(patience.Token);
            }),
            ProbeAsync("engine", async () =>
            {
                await client.Entities.GetEntityAsync(ImportGate.Id, includeState: false, patience.Token);
                providers = await budgets.HealthAsync(client, patience.Token);
            }));
        var healthy = probes.All(p => p);
        if (!healthy)
            return Problem.Unhealthy("The database does not answer.", Patience, ("database", Word(probes[0])), ("engine", Word(probes[1])));
        return new JsonAnswer(StatusCodes.Status200OK, new Dictionary<string, object?>
        {
            ["status"] = "healthy",
            ["database"] = Word(probes[0]),
            ["engine"] = Word(probes[1]),
            // A provider in trouble makes imports wait; the application itself is well. Null: nobody can tell without the engine.
            ["providers"] = providers,
        });
    }

    [LoggerMessage(EventId = 2401, Level = LogLevel.Warning, Message = "The {Part} does not answer")]
    static partial void ProbeFailed(ILogger logger, Exception exception, string part);

    static string Word(bool healthy) => healthy ? "healthy" : "unhealthy";

    async Task<bool> ProbeAsync(string part, Func<Task> probe)
    {
        try
        {
            // A driver that does not notice the token in time must not hold the probe up.
            await probe().WaitAsync(Patience);
            return true;
        }
        catch (Exception e)
        {
            ProbeFailed(logger, e, part);
            return false;
        }
    }
}
