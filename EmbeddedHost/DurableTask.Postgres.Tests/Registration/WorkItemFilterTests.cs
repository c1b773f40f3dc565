using Microsoft.DurableTask;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using static Microsoft.DurableTask.Worker.DurableTaskWorkerWorkItemFilters;

namespace DurableTask.Postgres.Tests.Registration;

public class WorkItemFilterTests
{
    readonly ServiceCollection _services = [];

    [Fact]
    public void UseWorkItemFilters_Generated_ListWhatIsRegistered()
    {
        Worker().UseWorkItemFilters();
        var filters = Filters();

        Assert.Equal("Plain", Assert.Single(filters.Activities).Name);
        Assert.Empty(filters.Activities[0].Versions);
        Assert.Equal("Versioned", Assert.Single(filters.Orchestrations).Name);
        Assert.Equal(["", "2"], filters.Orchestrations[0].Versions);
        Assert.Empty(filters.Entities);
    }

    [Fact]
    public void UseWorkItemFilters_StrictVersioning_AsksForTheWorkersVersionOnly()
    {
        Worker().UseWorkItemFilters().UseVersioning(new DurableTaskWorkerOptions.VersioningOptions
        {
            Version = "7",
            MatchStrategy = DurableTaskWorkerOptions.VersionMatchStrategy.Strict,
        });
        var filters = Filters();

        Assert.Equal(["7"], filters.Orchestrations[0].Versions);
        Assert.Equal(["7"], filters.Activities[0].Versions);
    }

    [Fact]
    public void UseWorkItemFilters_UnknownNames_AreRefusedWhenRead()
    {
        Worker().UseWorkItemFilters(new DurableTaskWorkerWorkItemFilters
        {
            Activities = [new ActivityFilter("plain", null), new ActivityFilter("Missing", null)],
            Orchestrations = [new OrchestrationFilter()],
            Entities = [new EntityFilter("Nobody")],
        });
        var error = Assert.Throws<OptionsValidationException>(Filters);

        Assert.Equal(3, error.Failures.Count());
        Assert.Contains("the activity 'Missing'", error.Message, StringComparison.Ordinal);
        Assert.Contains("the orchestrator ''", error.Message, StringComparison.Ordinal);
        Assert.Contains("the entity 'Nobody'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void UseWorkItemFilters_Null_TakesTheFiltersAway()
    {
        Worker().UseWorkItemFilters().UseWorkItemFilters(null);
        Assert.True(Filters().IsEmpty);
    }

    IDurableTaskWorkerBuilder Worker() => _services.AddDurableTaskWorker("w").AddTasks(tasks => tasks
        .AddActivityFunc("Plain", (TaskActivityContext _) => 1)
        .AddOrchestratorFunc<int, int>("Versioned", new TaskVersion("2"), (_, input) => Task.FromResult(input))
        .AddOrchestratorFunc<int, int>("Versioned", (_, input) => Task.FromResult(input)));

    DurableTaskWorkerWorkItemFilters Filters()
    {
        using var provider = _services.BuildServiceProvider();
        return provider.GetRequiredService<IOptionsMonitor<DurableTaskWorkerWorkItemFilters>>().Get("w");
    }
}
