using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTask.Postgres.Tests.Abstractions;

public class DurableTaskRegistryTests
{
    static readonly IServiceProvider NoServices = new ServiceCollection().BuildServiceProvider();

    readonly DurableTaskRegistry _registry = new();

    [Fact]
    public void Names_come_from_the_attribute_or_the_class()
    {
        _registry.AddActivity<Plain>().AddActivity(typeof(Named)).AddOrchestrator<Flow>();
        _registry.AddEntity(new Box()).AddEntity("Other", new Box());

        Assert.Equal(["Plain", "Renamed"], _registry.GetActivities().Select(entry => entry.Key.Name));
        Assert.Equal(["Flow"], _registry.GetOrchestrators().Select(entry => entry.Key.Name));
        Assert.Equal(["Box", "Other"], _registry.GetEntities().Select(entry => entry.Key.Name));
    }

    [Fact]
    public void A_name_can_be_added_once_for_each_kind_whatever_its_case()
    {
        _registry.AddActivity<Plain>("Same").AddOrchestrator<Flow>("Same").AddEntity<Box>("Same");

        var activity = Assert.Throws<ArgumentException>(() => _registry.AddActivityFunc("same", _ => { }));
        Assert.Equal("An ITaskActivity named 'same' is already added. (Parameter 'name')", activity.Message);
        Assert.Throws<ArgumentException>(() => _registry.AddOrchestrator<Flow>("SAME"));
        Assert.Throws<ArgumentException>(() => _registry.AddEntity<Box>("SAME"));
    }

    [Fact]
    public void A_name_is_needed() => Assert.Throws<ArgumentException>(() => _registry.AddActivity<Plain>(default));

    [Theory]
    [InlineData(typeof(string))]
    [InlineData(typeof(ITaskActivity))]
    [InlineData(typeof(TaskActivity<int, int>))]
    public void Only_classes_that_can_be_made_are_added_by_type(Type type)
    {
        Assert.Throws<ArgumentException>(() => _registry.AddActivity(type));
        Assert.Throws<ArgumentException>(() => _registry.AddOrchestrator("a", type));
        Assert.Throws<ArgumentException>(() => _registry.AddEntity(type));
    }

    [Fact]
    public void A_call_with_a_version_runs_exactly_that_one()
    {
        ITaskOrchestrator first = new Flow(), second = new Flow(), none = new Flow();
        _registry.AddOrchestrator("flow", "1", () => first).AddOrchestrator("flow", "2", () => second).AddOrchestrator("flow", () => none);

        Assert.Same(second, _registry.FindOrchestrator("FLOW", "2")!(NoServices));
        Assert.Same(none, _registry.FindOrchestrator("flow", default)!(NoServices));
        Assert.Null(_registry.FindOrchestrator("flow", "3"));
        Assert.Equal(3, _registry.GetOrchestrators().Count());
        var error = Assert.Throws<ArgumentException>(() => _registry.AddOrchestrator("Flow", "2", () => second));
        Assert.Contains("'Flow' with version '2'", error.Message);
    }

    [Fact]
    public void Without_versions_any_version_is_served()
    {
        _registry.AddActivity<Plain>();

        Assert.NotNull(_registry.FindActivity("Plain", "7"));
        Assert.NotNull(_registry.FindActivity("Plain", default));
        Assert.Null(_registry.FindActivity("Other", default));
    }

    [Fact]
    public void A_call_without_version_does_not_run_a_versioned_task()
    {
        _registry.AddActivity<Named>();

        Assert.NotNull(_registry.FindActivity("Renamed", "3"));
        Assert.Null(_registry.FindActivity("Renamed", default));
    }

    [Fact]
    public void Activities_and_entities_get_services_and_orchestrators_do_not()
    {
        var clock = TimeProvider.System;
        var services = new ServiceCollection().AddSingleton(clock).BuildServiceProvider();
        _registry.AddActivity<WithService>().AddEntity<BoxWithService>().AddOrchestrator<FlowWithService>();

        var activity = Assert.IsType<WithService>(_registry.FindActivity("WithService", default)!(services));
        Assert.Same(clock, activity.Clock);
        Assert.NotSame(activity, _registry.FindActivity("WithService", default)!(services));
        Assert.IsType<BoxWithService>(_registry.FindEntity("BoxWithService")!(services));
        Assert.Throws<InvalidOperationException>(() => _registry.FindOrchestrator("FlowWithService", default)!(services));
    }

    [Fact]
    public void A_registered_activity_is_taken_from_the_services()
    {
        var activity = new WithService(TimeProvider.System);
        var services = new ServiceCollection().AddSingleton(activity).BuildServiceProvider();
        _registry.AddActivity<WithService>();

        Assert.Same(activity, _registry.FindActivity("WithService", default)!(services));
    }

    [Fact]
    public async Task Every_kind_of_function_can_be_an_activity()
    {
        var ran = new List<string>();
        _registry
            .AddActivityFunc<int, int>("a", (_, x) => x + 1)
            .AddActivityFunc<int, int>("b", (_, x) => Task.FromResult(x + 2))
            .AddActivityFunc<int, int>("b", "2", (_, x) => Task.FromResult(x + 20))
            .AddActivityFunc<int>("c", (_, x) => ran.Add($"c{x}"))
            .AddActivityFunc<int>("d", async (_, x) =>
            {
                await Task.Yield();
                ran.Add($"d{x}");
            })
            .AddActivityFunc("e", _ => "e")
            .AddActivityFunc("f", _ => Task.FromResult("f"))
            .AddActivityFunc("g", _ => ran.Add("g"))
            .AddActivityFunc("h", async _ =>
            {
                await Task.Yield();
                ran.Add("h");
            });

        Assert.Equal(3, await Run("a", 2));
        Assert.Equal(4, await Run("b", 2));
        Assert.Equal(22, await Run("b", 2, "2"));
        Assert.Null(await Run("c", 2));
        Assert.Null(await Run("d", 2));
        Assert.Equal("e", await Run("e", null));
        Assert.Equal("f", await Run("f", null));
        await Run("g", null);
        Assert.Null(await Run("h", null));
        Assert.Equal(["c2", "d2", "g", "h"], ran);

        Task<object?> Run(string name, object? input, string? version = null)
            => _registry.FindActivity(name, version)!(NoServices).RunAsync(new FakeActivityContext(), input);
    }

    [Fact]
    public async Task A_typed_task_takes_its_type_or_nothing()
    {
        ITaskActivity activity = FuncTaskActivity.Create<int, int>((_, x) => Task.FromResult(x + 1));

        Assert.Equal((typeof(int), typeof(int)), (activity.InputType, activity.OutputType));
        Assert.Equal(1, await activity.RunAsync(new FakeActivityContext(), null));
        await Assert.ThrowsAsync<ArgumentException>(() => activity.RunAsync(new FakeActivityContext(), "text"));
        await Assert.ThrowsAsync<ArgumentNullException>(() => activity.RunAsync(null!, 1));
    }

    sealed class FakeActivityContext : TaskActivityContext
    {
        public override TaskName Name => "activity";

        public override string InstanceId => "instance";
    }

    class Plain : TaskActivity<int, int>
    {
        public override Task<int> RunAsync(TaskActivityContext context, int input) => Task.FromResult(input);
    }

    [DurableTask("Renamed", Version = "3")]
    sealed class Named : Plain;

    sealed class WithService(TimeProvider clock) : Plain
    {
        public TimeProvider Clock => clock;
    }

    sealed class Flow : TaskOrchestrator<int, int>
    {
        public override Task<int> RunAsync(TaskOrchestrationContext context, int input) => Task.FromResult(input);
    }

    sealed class FlowWithService(TimeProvider clock) : TaskOrchestrator<int, int>
    {
        public override Task<int> RunAsync(TaskOrchestrationContext context, int input) => Task.FromResult(clock.GetUtcNow().Day);
    }

    class Box : TaskEntity<int>;

    sealed class BoxWithService(TimeProvider clock) : TaskEntity<int>
    {
        public int Day() => clock.GetUtcNow().Day;
    }
}
