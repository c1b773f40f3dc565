using DurableTask.Postgres;
using Functions.Embedded.Discovery;
using Functions.Embedded.Durable.Http;
using Functions.Embedded.Hosting;
using Functions.Embedded.Invocation;
using Functions.Embedded.Settings;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker;

namespace Functions.Embedded.Durable;

/// <summary>Registers the durable functions with the engine.</summary>
static class DurableRegistration
{
    public static bool IsNeeded(IEnumerable<EmbeddedFunction> functions) =>
        functions.Any(f => f.UsesDurableClient || f.DurableName is not null);

    /// <summary>Adds the functions as adapters; each makes its own invocations, so one adapter serves all instances.</summary>
    public static void AddFunctions(DurableTaskRegistry registry, IEnumerable<EmbeddedFunction> functions, Func<FunctionInvoker> invoker)
    {
        registry.AddActivity<DurableHttpActivity>(DurableHttpActivity.Name);
        foreach (var function in functions.Where(f => f.DurableName is not null))
        {
            var name = new TaskName(function.DurableName!);
            switch (function.Kind)
            {
                case TriggerKind.Orchestration:
                    registry.AddOrchestrator(name, new OrchestratorAdapter(function, invoker));
                    break;
                case TriggerKind.Activity:
                    registry.AddActivity(name, new ActivityAdapter(function, invoker));
                    break;
                case TriggerKind.Entity:
                    registry.AddEntity(name, new EntityAdapter(function, invoker));
                    break;
            }
        }
    }

    /// <summary>The default backend.</summary>
    /// <exception cref="FunctionsStartupException">No database is set.</exception>
    public static void UsePostgres(DurableSetup setup)
    {
        var connectionString = DatabaseSetting.Find(setup.Configuration) ?? throw new FunctionsStartupException(
            "The application has durable functions but no database: " +
            $"set {DatabaseSetting.ImportDatabase} (or {DatabaseSetting.DurableDatabase}) to an Npgsql connection string or " +
            "a postgres:// URL.");
        setup.Services.AddDurableTaskWorker(worker =>
        {
            worker.AddTasks(setup.AddFunctions);
            worker.Configure(options => Limit(options.Concurrency, setup.Host));
            worker.UsePostgres(Hub);
        });
        setup.Services.AddDurableTaskClient(client => client.UsePostgres(Hub));

        void Hub(PostgresTaskHubOptions options)
        {
            options.ConnectionString = connectionString;
            options.HubName = setup.Host.HubName;
        }
    }

    static void Limit(DurableTaskWorkerOptions.ConcurrencyOptions limits, HostSettings host)
    {
        limits.MaximumConcurrentActivityWorkItems = host.MaxConcurrentActivities ?? limits.MaximumConcurrentActivityWorkItems;
        limits.MaximumConcurrentOrchestrationWorkItems = host.MaxConcurrentOrchestrators ?? limits.MaximumConcurrentOrchestrationWorkItems;
        limits.MaximumConcurrentEntityWorkItems = host.MaxConcurrentEntities ?? limits.MaximumConcurrentEntityWorkItems;
    }
}
