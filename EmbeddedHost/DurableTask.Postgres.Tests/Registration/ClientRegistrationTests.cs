using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace DurableTask.Postgres.Tests.Registration;

public class ClientRegistrationTests
{
    readonly ServiceCollection _services = [];

    [Fact]
    public async Task AddDurableTaskClient_SameNameTwice_ConfiguresOneBuilder()
    {
        var first = _services.AddDurableTaskClient();
        _services.AddDurableTaskClient(builder =>
        {
            Assert.Same(first, builder);
            builder.UseBuildTarget<FakeClient>();
        });
        _services.AddDurableTaskClient("other").UseBuildTarget<FakeClient>();

        await using var provider = _services.BuildServiceProvider();
        var clients = provider.GetRequiredService<IDurableTaskClientProvider>();
        Assert.Equal("", clients.GetClient().Name);
        Assert.Same(clients.GetClient(), clients.GetClient(""));
        Assert.Equal("other", clients.GetClient("other").Name);
        Assert.Single(provider.GetServices<DurableTaskClient>());
        Assert.Equal(2, provider.GetServices<RegisteredClient>().Count());
    }

    [Fact]
    public void AddDurableTaskClient_TwoCollections_KeepsTheirBuildersApart()
        => Assert.NotSame(_services.AddDurableTaskClient(), new ServiceCollection().AddDurableTaskClient());

    [Fact]
    public async Task AddDurableTaskClient_DefaultName_IsInjectedDirectly()
    {
        _services.AddDurableTaskClient("other").UseBuildTarget<FakeClient>();
        _services.AddDurableTaskClient(builder => builder.UseBuildTarget<FakeClient>());

        await using var provider = _services.BuildServiceProvider();
        Assert.Equal("", provider.GetRequiredService<DurableTaskClient>().Name);
    }

    [Fact]
    public async Task RegisterDirectly_NamedClient_TakesThePlaceOnlyWhenItIsFree()
    {
        _services.AddDurableTaskClient("first").UseBuildTarget<FakeClient>().RegisterDirectly();
        _services.AddDurableTaskClient("second").UseBuildTarget<FakeClient>().RegisterDirectly();

        await using var provider = _services.BuildServiceProvider();
        Assert.Equal("first", provider.GetRequiredService<DurableTaskClient>().Name);
    }

    [Fact]
    public async Task GetClient_UnknownName_NamesTheKnownOnes()
    {
        _services.AddDurableTaskClient("Imports").UseBuildTarget<FakeClient>();

        await using var provider = _services.BuildServiceProvider();
        var clients = provider.GetRequiredService<IDurableTaskClientProvider>();
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => clients.GetClient("imports"));
        Assert.Equal("name", error.ParamName);
        Assert.Contains("'Imports'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ServiceProvider_Disposed_DisposesTheClient()
    {
        _services.AddDurableTaskClient().UseBuildTarget<FakeClient>();
        var provider = _services.BuildServiceProvider();
        var client = Assert.IsType<FakeClient>(provider.GetRequiredService<DurableTaskClient>());

        await provider.DisposeAsync();

        Assert.True(client.IsDisposed);
    }

    [Fact]
    public void Build_WithoutTarget_SaysWhatIsMissing()
    {
        var builder = _services.AddDurableTaskClient("imports");
        using var provider = _services.BuildServiceProvider();
        var error = Assert.Throws<InvalidOperationException>(() => builder.Build(provider));
        Assert.Contains("'imports'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(DurableTaskClient))]
    [InlineData(typeof(string))]
    public void BuildTarget_ImpossibleType_IsRefused(Type target)
    {
        var builder = _services.AddDurableTaskClient();
        Assert.Throws<ArgumentException>(() => builder.UseBuildTarget(target));
        Assert.Null(builder.BuildTarget);
    }

    [Fact]
    public void Options_NothingSet_AreJsonUnversionedWithoutEntities()
    {
        _services.AddDurableTaskClient().UseBuildTarget<FakeClient>();
        using var provider = _services.BuildServiceProvider();
        var options = provider.GetRequiredService<IOptionsMonitor<DurableTaskClientOptions>>().Get(Options.DefaultName);
        Assert.Same(JsonDataConverter.Default, options.DataConverter);
        Assert.Equal("", options.DefaultVersion);
        Assert.False(options.EnableEntitySupport);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Options_ConverterService_IsUsedUnlessSetExplicitly(bool explicitly)
    {
        var (service, mine) = (new JsonDataConverter(), new JsonDataConverter());
        _services.AddSingleton<DataConverter>(service);
        _services.AddDurableTaskClient(builder =>
        {
            if (explicitly)
                builder.Configure(options => options.DataConverter = mine);
        });
        using var provider = _services.BuildServiceProvider();
        var options = provider.GetRequiredService<IOptionsMonitor<DurableTaskClientOptions>>().Get(Options.DefaultName);
        Assert.Same(explicitly ? mine : service, options.DataConverter);
    }

    [Fact]
    public void Options_DataConverterSetToNull_IsTheDefaultAgain()
    {
        var options = new DurableTaskClientOptions { DataConverter = new JsonDataConverter() };
        options.DataConverter = null;
        Assert.Same(JsonDataConverter.Default, options.DataConverter);
    }

    [Fact]
    public void UseBuildTarget_WithOptions_CarriesTheGeneralOptionsOfTheSameName()
    {
        var converter = new JsonDataConverter();
        _services.AddDurableTaskClient("a").UseBuildTarget<FakeClient, SpecialOptions>().UseDefaultVersion("2.0")
            .Configure(options => (options.DataConverter, options.EnableEntitySupport) = (converter, true));
        _services.AddDurableTaskClient("b").UseBuildTarget<FakeClient, SpecialOptions>();
        _services.Configure<SpecialOptions>("a", options => options.EnableEntitySupport = false);

        using var provider = _services.BuildServiceProvider();
        var monitor = provider.GetRequiredService<IOptionsMonitor<SpecialOptions>>();
        Assert.Same(converter, monitor.Get("a").DataConverter);
        Assert.Equal("2.0", monitor.Get("a").DefaultVersion);
        Assert.False(monitor.Get("a").EnableEntitySupport);
        Assert.Same(JsonDataConverter.Default, monitor.Get("b").DataConverter);
        Assert.Equal("", monitor.Get("b").DefaultVersion);
    }

    [Fact]
    public void UseBuildTarget_WithTheGeneralOptions_DoesNotGoRoundInCircles()
    {
        _services.AddDurableTaskClient().UseBuildTarget<FakeClient, DurableTaskClientOptions>().UseDefaultVersion("1");
        using var provider = _services.BuildServiceProvider();
        Assert.Equal("1", provider.GetRequiredService<IOptions<DurableTaskClientOptions>>().Value.DefaultVersion);
    }

    sealed class SpecialOptions : DurableTaskClientOptions;
}
