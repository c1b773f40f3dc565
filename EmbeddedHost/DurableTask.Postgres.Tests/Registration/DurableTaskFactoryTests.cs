using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTask.Postgres.Tests.Registration;

public class DurableTaskFactoryTests
{
    readonly DurableTaskRegistry _registry = new();
    readonly IServiceProvider _services = new ServiceCollection().AddSingleton(new Greeting("hi")).BuildServiceProvider();

    [Fact]
    public void TryCreate_UnknownName_SaysNo()
    {
        var factory = Factory();
        Assert.False(factory.TryCreateActivity("A", _services, out var activity));
        Assert.False(factory.TryCreateOrchestrator("A", _services, out var orchestrator));
        Assert.False(factory.TryCreateEntity("A", _services, out var entity));
        Assert.False(factory.TryCreateActivity(default, _services, out _));
        Assert.Null(activity);
        Assert.Null(orchestrator);
        Assert.Null(entity);
    }

    [Fact]
    public void TryCreate_ClassesWithDependencies_AreMadeFromTheGivenServicesEachTime()
    {
        _registry.AddActivity<GreetActivity>().AddOrchestrator<GreetOrchestrator>().AddEntity<GreetEntity>();
        var factory = Factory();

        Assert.True(factory.TryCreateActivity(nameof(GreetActivity), _services, out var activity));
        Assert.Equal("hi", Assert.IsType<GreetActivity>(activity).Greeting.Text);
        Assert.True(factory.TryCreateActivity("greetactivity", _services, out var again));
        Assert.NotSame(activity, again);
        Assert.True(factory.TryCreateOrchestrator(nameof(GreetOrchestrator), _services, out var orchestrator));
        Assert.IsType<GreetOrchestrator>(orchestrator);
        Assert.True(factory.TryCreateEntity(nameof(GreetEntity), _services, out var entity));
        Assert.IsType<GreetEntity>(entity);
        Assert.True(factory.TryCreateEntity("GREETENTITY", _services, out _));
    }

    [Fact]
    public void TryCreateOrchestrator_Versioned_FindsExactlyTheVersionAskedFor()
    {
        Add("O", "1", "one");
        Add("O", "2", "two");
        var factory = Factory();

        Assert.Equal("one", Find(factory, "o", "1"));
        Assert.Equal("two", Find(factory, "O", "2"));
        Assert.Null(Find(factory, "O", "3"));
        Assert.Null(Find(factory, "O", ""));
    }

    [Fact]
    public void TryCreateOrchestrator_OnlyUnversioned_AnswersEveryVersion()
    {
        Add("O", "", "plain");
        var factory = Factory();

        Assert.Equal("plain", Find(factory, "O", ""));
        Assert.Equal("plain", Find(factory, "O", "3"));
    }

    [Fact]
    public void TryCreateOrchestrator_VersionedAndUnversioned_NeverRunsAnotherVersionInstead()
    {
        Add("O", "", "plain");
        Add("O", "1", "one");
        var factory = Factory();

        Assert.Equal("plain", Find(factory, "O", ""));
        Assert.Equal("one", Find(factory, "O", "1"));
        Assert.Null(Find(factory, "O", "2"));
        Assert.True(factory.TryCreateOrchestrator("O", _services, out _));
    }

    [Fact]
    public void TryCreateActivity_Versioned_FollowsTheSameRule()
    {
        _registry.AddActivityFunc<int, int>("A", new TaskVersion("1"), (_, input) => Task.FromResult(input));
        _registry.AddActivityFunc<int, int>("B", (_, input) => Task.FromResult(input));
        var factory = Factory();

        Assert.True(factory.TryCreateActivity("A", new TaskVersion("1"), _services, out _));
        Assert.False(factory.TryCreateActivity("A", new TaskVersion("2"), _services, out _));
        Assert.False(factory.TryCreateActivity("A", _services, out _));
        Assert.True(factory.TryCreateActivity("B", new TaskVersion("2"), _services, out _));
    }

    DurableTaskFactory Factory() => new(_registry);

    void Add(string name, string version, string tag)
        => _registry.AddOrchestrator(name, new TaskVersion(version), () => new TaggedOrchestrator(tag));

    string? Find(DurableTaskFactory factory, string name, string version)
        => factory.TryCreateOrchestrator(name, new TaskVersion(version), _services, out var orchestrator)
            ? Assert.IsType<TaggedOrchestrator>(orchestrator).Tag
            : null;

    sealed class TaggedOrchestrator(string tag) : TaskOrchestrator<string, string>
    {
        public string Tag => tag;

        public override Task<string> RunAsync(TaskOrchestrationContext context, string input) => Task.FromResult(input);
    }

    sealed record Greeting(string Text);

    sealed class GreetActivity(Greeting greeting) : TaskActivity<string, string>
    {
        public Greeting Greeting => greeting;

        public override Task<string> RunAsync(TaskActivityContext context, string input) => Task.FromResult(greeting.Text + input);
    }

    sealed class GreetOrchestrator : TaskOrchestrator<string, string>
    {
        public override Task<string> RunAsync(TaskOrchestrationContext context, string input) => Task.FromResult(input);
    }

    sealed class GreetEntity(Greeting greeting) : TaskEntity<string>
    {
        public string Greet() => greeting.Text;
    }
}
