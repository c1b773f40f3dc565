using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;

namespace FaultHarness.Workers;

/// <summary>Code that fails, each in another way; what it harms must be its own instance and nothing else.</summary>
static class PoisonTasks
{
    public static void Register(DurableTaskRegistry registry)
    {
        registry.AddOrchestratorFunc<string, string>("Throws", (TaskOrchestrationContext _, string input) => Throw(input));
        registry.AddActivityFunc<string, string>("ThrowingActivity", (TaskActivityContext _, string input) => Throw(input));
        registry.AddActivityFunc<int, string>("LongActivity", (TaskActivityContext _, int length) => new string('x', length));
        registry.AddOrchestratorFunc<string, string>("CallsThrowing", (context, input) => context.CallActivityAsync<string>("ThrowingActivity", input));
        registry.AddOrchestratorFunc<int, string>("CallsLong", (context, length) => context.CallActivityAsync<string>("LongActivity", length));
        registry.AddOrchestratorFunc<int, string>("ReturnsLong", (_, length) => Task.FromResult(new string('x', length)));
        registry.AddOrchestratorFunc<string, string>("CallsUnknown", (context, name) => context.CallActivityAsync<string>(name));
        registry.AddOrchestratorFunc<string, int>("CallsWithText", (context, input) => context.CallActivityAsync<int>("Count", input));
        registry.AddOrchestratorFunc<string, int>("CallsChild", (context, id) => context.CallSubOrchestratorAsync<int>(
            "Chain", 1, new SubOrchestrationOptions(instanceId: Unescape(id))));
        registry.AddOrchestratorFunc<string, string>("SendsTo", (context, id) =>
        {
            context.SendEvent(Unescape(id), "hello", "x");
            return Task.FromResult("sent");
        });
        registry.AddOrchestratorFunc<string, string>("Locks", async (context, key) =>
        {
            await using (await context.Entities.LockEntitiesAsync(new EntityInstanceId("account", Unescape(key))))
            {
                return "locked";
            }
        });
    }

    static string Throw(string input) => throw new InvalidOperationException("poison: " + input);

    /// <summary>Command lines can't carry everything: <c>{nul}</c>, <c>{half}</c> (half a surrogate pair) and <c>{long}</c>.</summary>
    static string Unescape(string id) => id
        .Replace("{nul}", "\0", StringComparison.Ordinal)
        .Replace("{half}", "\ud800", StringComparison.Ordinal)
        .Replace("{long}", new string('k', 5000), StringComparison.Ordinal);
}
