using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;
using Microsoft.DurableTask.Worker;
using Microsoft.DurableTask.Worker.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace DurableTask.Postgres.Tests.Registration;

public class WorkerRegistrationTests
{
    readonly ServiceCollection _services = [];

    [Fact]
    public void AddDurableTaskWorker_SameNameTwice_IsOneHostedServiceWithBothRegistrations()
    {
        var first = _services.AddDurableTaskWorker().AddTasks(tasks => tasks.AddActivityFunc("A", (TaskActivityContext _) => 1));
        _services.AddDurableTaskWorker(builder =>
        {
            Assert.Same(first, builder);
            builder.UseBuildTarget<FakeWorker>().AddTasks(tasks => tasks.AddActivityFunc("B", (TaskActivityContext _) => 2));
        });

        using var provider = _services.BuildServiceProvider();
        var worker = Assert.IsType<FakeWorker>(Assert.Single(provider.GetServices<IHostedService>()));
        Assert.Equal("", worker.GivenName);
        Assert.True(worker.GivenFactory.TryCreateActivity("A", provider, out _));
        Assert.True(worker.GivenFactory.TryCreateActivity("b", provider, out _));
    }

    [Fact]
    public void AddDurableTaskWorker_TwoNames_KeepsTasksAndOptionsApart()
    {
        _services.AddDurableTaskWorker("one").UseBuildTarget<FakeWorker>()
            .AddTasks(tasks => tasks.AddActivityFunc("A", (TaskActivityContext _) => 1))
            .Configure(options => options.MaximumTimerInterval = TimeSpan.FromHours(1));
        _services.AddDurableTaskWorker("two", builder => builder.UseBuildTarget(typeof(FakeWorker)));

        using var provider = _services.BuildServiceProvider();
        var workers = provider.GetServices<IHostedService>().Cast<FakeWorker>().ToDictionary(worker => worker.GivenName);
        Assert.Equal(["one", "two"], workers.Keys.Order());
        Assert.True(workers["one"].GivenFactory.TryCreateActivity("A", provider, out _));
        Assert.False(workers["two"].GivenFactory.TryCreateActivity("A", provider, out _));
        var options = provider.GetRequiredService<IOptionsMonitor<DurableTaskWorkerOptions>>();
        Assert.Equal(TimeSpan.FromHours(1), options.Get("one").MaximumTimerInterval);
        Assert.Equal(TimeSpan.FromDays(3), options.Get("two").MaximumTimerInterval);
    }

    [Fact]
    public void Build_WithoutTarget_SaysWhatIsMissing()
    {
        _services.AddDurableTaskWorker("imports");
        using var provider = _services.BuildServiceProvider();
        var error = Assert.Throws<InvalidOperationException>(() => provider.GetServices<IHostedService>().ToList());
        Assert.Contains("'imports'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(DurableTaskWorker))]
    [InlineData(typeof(BackgroundService))]
    public void BuildTarget_ImpossibleType_IsRefused(Type target)
        => Assert.Throws<ArgumentException>(() => _services.AddDurableTaskWorker().UseBuildTarget(target));

    [Fact]
    public void Options_NothingSet_HaveTheDocumentedDefaults()
    {
        var options = new DurableTaskWorkerOptions();
        Assert.Same(JsonDataConverter.Default, options.DataConverter);
        Assert.Equal(TimeSpan.FromDays(3), options.MaximumTimerInterval);
        Assert.False(options.EnableEntitySupport);
        Assert.Null(options.Versioning);
        Assert.False(options.IsVersioningSet);
        Assert.True(options.Logging.UseLegacyCategories);
        Assert.Equal(100 * Environment.ProcessorCount, options.Concurrency.MaximumConcurrentActivityWorkItems);
        Assert.Equal(100 * Environment.ProcessorCount, options.Concurrency.MaximumConcurrentOrchestrationWorkItems);
        Assert.Equal(100 * Environment.ProcessorCount, options.Concurrency.MaximumConcurrentEntityWorkItems);
        var versioning = new DurableTaskWorkerOptions.VersioningOptions();
        Assert.Equal(("", ""), (versioning.Version, versioning.DefaultVersion));
        Assert.Equal(DurableTaskWorkerOptions.VersionMatchStrategy.None, versioning.MatchStrategy);
        Assert.Equal(DurableTaskWorkerOptions.VersionFailureStrategy.Reject, versioning.FailureStrategy);
    }

    [Fact]
    public void UseBuildTarget_WithOptions_CarriesTheGeneralOptions()
    {
        var converter = new JsonDataConverter();
        _services.AddSingleton<DataConverter>(converter);
        _services.AddDurableTaskWorker("a").UseBuildTarget<FakeWorker, SpecialOptions>()
            .Configure(options =>
            {
                options.EnableEntitySupport = true;
                options.Logging.UseLegacyCategories = false;
            })
            .UseVersioning(new DurableTaskWorkerOptions.VersioningOptions
            {
                Version = "2",
                DefaultVersion = "1",
                MatchStrategy = DurableTaskWorkerOptions.VersionMatchStrategy.CurrentOrOlder,
                FailureStrategy = DurableTaskWorkerOptions.VersionFailureStrategy.Fail,
            });

        using var provider = _services.BuildServiceProvider();
        var options = provider.GetRequiredService<IOptionsMonitor<SpecialOptions>>().Get("a");
        Assert.Same(converter, options.DataConverter);
        Assert.True(options.EnableEntitySupport);
        Assert.False(options.Logging.UseLegacyCategories);
        Assert.True(options.IsVersioningSet);
        Assert.Equal(("2", "1"), (options.Versioning!.Version, options.Versioning.DefaultVersion));
        Assert.Equal(DurableTaskWorkerOptions.VersionMatchStrategy.CurrentOrOlder, options.Versioning.MatchStrategy);
        Assert.Equal(DurableTaskWorkerOptions.VersionFailureStrategy.Fail, options.Versioning.FailureStrategy);
    }

    [Fact]
    public void UseBuildTarget_WithTheGeneralOptions_DoesNotGoRoundInCircles()
    {
        _services.AddDurableTaskWorker().UseBuildTarget<FakeWorker, DurableTaskWorkerOptions>()
            .Configure(options => options.EnableEntitySupport = true);
        using var provider = _services.BuildServiceProvider();
        Assert.True(provider.GetRequiredService<IOptions<DurableTaskWorkerOptions>>().Value.EnableEntitySupport);
    }

#pragma warning disable CS0618 // The filter is experimental; that it is registered is what is tested.
    [Fact]
    public async Task UseOrchestrationFilter_ClassOrObject_IsAService()
    {
        var filter = new RefuseAll();
        _services.AddDurableTaskWorker("a").UseOrchestrationFilter(filter);
        using (var provider = _services.BuildServiceProvider())
            Assert.Same(filter, provider.GetRequiredService<IOrchestrationFilter>());

        _services.AddDurableTaskWorker("b").UseOrchestrationFilter<RefuseAll>();
        using (var provider = _services.BuildServiceProvider())
        {
            var last = provider.GetRequiredService<IOrchestrationFilter>();
            Assert.NotSame(filter, last);
            Assert.False(await last.IsOrchestrationValidAsync(new OrchestrationFilterParameters { Name = "O" }));
        }
    }

    sealed class RefuseAll : IOrchestrationFilter
    {
        public ValueTask<bool> IsOrchestrationValidAsync(OrchestrationFilterParameters info, CancellationToken cancellationToken = default)
            => ValueTask.FromResult(false);
    }
#pragma warning restore CS0618

    sealed class SpecialOptions : DurableTaskWorkerOptions;
}
