using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using ProviderSimulator.ChessCom;
using ProviderSimulator.Faults;
using ProviderSimulator.Hosting;
using ProviderSimulator.Lichess;
using ProviderSimulator.Players;

namespace ProviderSimulator;

/// <summary>A running simulator of Lichess and Chess.com on one loopback port.</summary>
public sealed class SimulatorHost : IAsyncDisposable
{
    readonly WebApplication _application;

    SimulatorHost(WebApplication application, Uri baseUrl)
    {
        _application = application;
        BaseUrl = baseUrl;
    }

    /// <summary>Where it listens, such as <c>http://127.0.0.1:5080/</c>; both providers' base URL.</summary>
    public Uri BaseUrl { get; }

    /// <summary>Starts a simulator in this process.</summary>
    /// <param name="options">How it behaves; null for the defaults.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="DirectoryNotFoundException">The recorded folder does not exist.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<SimulatorHost> StartAsync(SimulatorOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new SimulatorOptions();
        if (options.RecordedFolder is { } folder && !Directory.Exists(folder))
            throw new DirectoryNotFoundException($"There is no folder {folder}.");
        var state = new SimulatorState(options, TimeProvider.System);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, options.Port, listen => listen.Use(next => connection =>
            {
                state.Statistics.Connected();
                return next(connection);
            }));
            // A reader that is busy storing games may pause; the real providers wait too.
            kestrel.Limits.MinResponseDataRate = null;
        });
        // Downloads in progress need not finish when the simulator stops.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        var application = builder.Build();
        new LichessEndpoints(state).Map(application);
        new ChessComEndpoints(state).Map(application);
        new PlayerEndpoints(state).Map(application);
        new ControlEndpoints(state).Map(application);
        await application.StartAsync(cancellationToken);
        var address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new SimulatorHost(application, new Uri(address));
    }

    /// <summary>Ends when the process is asked to stop.</summary>
    public Task WaitForShutdownAsync() => _application.WaitForShutdownAsync();

    /// <summary>Stops listening and breaks off what runs.</summary>
    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
