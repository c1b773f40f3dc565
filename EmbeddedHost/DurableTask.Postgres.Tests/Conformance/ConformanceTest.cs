using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTask.Postgres.Tests.Conformance;

/// <summary>
/// Base of the tests that use the engine through the public API alone. A class has one database; each test starts its application on a
/// hub of its own in it.
/// </summary>
public abstract class ConformanceTest(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IAsyncLifetime
{
    readonly List<ConformanceApp> _apps = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var app in _apps)
            await app.DisposeAsync();
    }

    protected async Task<ConformanceApp> StartAsync(Action<DurableTaskRegistry> tasks, Action<IServiceCollection>? services = null)
    {
        var app = await ConformanceApp.StartAsync(postgres.ConnectionString, tasks, services);
        _apps.Add(app);
        return app;
    }

    /// <summary>The failure of an instance that must have failed.</summary>
    protected static TaskFailureDetails Failure(OrchestrationMetadata instance)
    {
        Assert.Equal(OrchestrationRuntimeStatus.Failed, instance.RuntimeStatus);
        Assert.NotNull(instance.FailureDetails);
        return instance.FailureDetails;
    }
}
