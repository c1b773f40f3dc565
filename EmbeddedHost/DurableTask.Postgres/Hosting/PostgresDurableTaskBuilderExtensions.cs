using DurableTask.Postgres.Hosting;
using DurableTask.Postgres.Management;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace DurableTask.Postgres;

/// <summary>Chooses PostgreSQL as the backend of durable task workers and clients.</summary>
public static class PostgresDurableTaskBuilderExtensions
{
    /// <summary>Runs the worker's orchestrations, activities and entities on a task hub in PostgreSQL.</summary>
    /// <param name="builder">The worker's builder.</param>
    /// <param name="configure">Sets the connection string and, where wanted, the hub's name and limits.</param>
    /// <returns>The builder.</returns>
    public static IDurableTaskWorkerBuilder UsePostgres(this IDurableTaskWorkerBuilder builder, Action<PostgresTaskHubOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.Configure(WorkerOptionsName(builder.Name), configure);
        AddShared(builder.Services);
        return builder.UseBuildTarget(typeof(PostgresDurableTaskWorker));
    }

    /// <summary>Connects the client to a task hub in PostgreSQL, and registers <see cref="ITaskHubManagement"/> for it.</summary>
    /// <param name="builder">The client's builder.</param>
    /// <param name="configure">Sets the connection string and, where wanted, the hub's name.</param>
    /// <returns>The builder.</returns>
    public static IDurableTaskClientBuilder UsePostgres(this IDurableTaskClientBuilder builder, Action<PostgresTaskHubOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var name = ClientOptionsName(builder.Name);
        builder.Services.Configure(name, configure);
        AddShared(builder.Services);
        builder.Services.TryAddSingleton<ITaskHubManagement>(services => new TaskHubManagement(
            services.GetRequiredService<TaskHubNodes>().Get(services.GetRequiredService<IOptionsMonitor<PostgresTaskHubOptions>>().Get(name))));
        return builder.UseBuildTarget(typeof(PostgresDurableTaskClient));
    }

    // A worker and a client of the same name may be configured differently.
    internal static string WorkerOptionsName(string name) => "worker " + name;

    internal static string ClientOptionsName(string name) => "client " + name;

    static void AddShared(IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<TaskHubNodes>();
    }
}
