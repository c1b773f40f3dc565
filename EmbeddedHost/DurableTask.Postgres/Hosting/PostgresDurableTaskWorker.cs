using DurableTask.Postgres.Engine;
using DurableTask.Postgres.Engine.Orchestrations;
using DurableTask.Postgres.Management;
using DurableTask.Postgres.Storage;
using Microsoft.DurableTask.Worker;
using Microsoft.DurableTask.Worker.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace DurableTask.Postgres.Hosting;

/// <summary>
/// Takes part in the election of the hub's owner for as long as the process runs, and runs the engine while it is the owner. Whatever
/// ends an ownership (a failed commit, a lost connection, a lapsed lease), the engine is thrown away and the next one starts from the
/// database.
/// </summary>
sealed class PostgresDurableTaskWorker : DurableTaskWorker
{
    static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(2);

    readonly TaskHubNode _node;
    readonly EngineSettings _settings;
    readonly ILogger _logger;

    public PostgresDurableTaskWorker(
        string name,
        IDurableTaskFactory factory,
        TaskHubNodes nodes,
        IOptionsMonitor<PostgresTaskHubOptions> hubOptions,
        IOptionsMonitor<DurableTaskWorkerOptions> workerOptions,
        IServiceProvider services,
        ILoggerFactory loggerFactory,
        TimeProvider time)
        : base(name, factory)
    {
        var hub = hubOptions.Get(PostgresDurableTaskBuilderExtensions.WorkerOptionsName(name));
        var worker = workerOptions.Get(name);
        _node = nodes.Get(hub);
        _node.HasWorker = true;
        _logger = loggerFactory.CreateLogger("DurableTask.Postgres.Engine");
        _settings = new EngineSettings
        {
            Factory = factory,
            Services = services,
            Orchestrations = new OrchestrationSettings(
                worker.DataConverter,
                loggerFactory,
                worker.Versioning?.DefaultVersion ?? "",
                new Failures(services.GetService<IExceptionPropertiesProvider>())),
            Worker = worker,
            Hub = hub,
            Time = time,
            Logger = _logger,
            ActivityLogger = WorkerLog.Activities(loggerFactory),
            Filter = Filter(services),
            MaxConcurrentActivities = hub.MaxConcurrentActivities ?? worker.Concurrency.MaximumConcurrentActivityWorkItems,
            MaxConcurrentSteps = hub.MaxConcurrentSteps ?? Math.Min(worker.Concurrency.MaximumConcurrentOrchestrationWorkItems, 2 * Environment.ProcessorCount),
            MaxConcurrentEntities = hub.MaxConcurrentEntities ?? Math.Min(worker.Concurrency.MaximumConcurrentEntityWorkItems, 100),
        };
    }

#pragma warning disable CS0618 // Marked as experimental where it is declared, and supported here.
    static Func<OrchestrationFilterParameters, CancellationToken, ValueTask<bool>>? Filter(IServiceProvider services)
        => services.GetService<IOrchestrationFilter>() is { } filter ? filter.IsOrchestrationValidAsync : null;
#pragma warning restore CS0618

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var retry = FirstRetry;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var ids = await _node.ReadyAsync(stoppingToken).ConfigureAwait(false);
                await TakePartAsync(ids, () => retry = FirstRetry, stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is NpgsqlException or StorageException or TaskHubUnavailableException or TimeoutException or IOException)
            {
                _node.Problem = "The database does not answer.";
                _node.Database.DataSource.Clear();
                EngineLog.DatabaseAway(_logger, _settings.Hub.HubName, retry, e);
                await PauseAsync(retry, stoppingToken).ConfigureAwait(false);
                retry = retry * 2 < LongestRetry ? retry * 2 : LongestRetry;
            }
            catch (Exception e)
            {
                _node.Problem = e.Message;
                EngineLog.Faulted(_logger, _settings.Hub.HubName, e);
                await PauseAsync(retry, stoppingToken).ConfigureAwait(false);
                retry = retry * 2 < LongestRetry ? retry * 2 : LongestRetry;
            }
        }
    }

    async Task PauseAsync(TimeSpan delay, CancellationToken stoppingToken)
        => await Task.Delay(delay, _settings.Time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Waits for the hub, then works on it until it is lost or the process stops.</summary>
    async Task TakePartAsync(MessageIds ids, Action succeeded, CancellationToken stoppingToken)
    {
        await using var ownership = new HubOwnership(_node.Database, _settings.Hub, ids.ProcessNumber);
        var standby = new HubStandby(_node, _settings, ids.ProcessNumber);
        var epoch = await standby.WaitForAsync(ownership, stoppingToken).ConfigureAwait(false);

        var engine = new HubEngine(_settings, new HubStore(_node.Database, epoch, ids.ProcessNumber), _node.Signals, ids);
        _node.Epoch = epoch;
        // From here on clients hand over what they commit; what they committed before is read below.
        _node.Engine = engine;
        try
        {
            await engine.LoadAsync(stoppingToken).ConfigureAwait(false);
            EngineLog.Owning(_logger, _settings.Hub.HubName, epoch, engine.LiveInstances);
            engine.Run();
            _node.Problem = null;
            succeeded();
            await WorkAsync(engine, ownership, stoppingToken).ConfigureAwait(false);
        }
        finally
        {
            _node.Engine = null;
            await engine.DisposeAsync().ConfigureAwait(false);
            // Whoever waits for an instance must look for itself now.
            _node.Signals.AllChanged();
        }
    }

    async Task WorkAsync(HubEngine engine, HubOwnership ownership, CancellationToken stoppingToken)
    {
        using var ended = new CancellationTokenSource();
        var keeping = ownership.KeepAsync(
            others => engine.NotifyOthers = others,
            () => ReadForeignAsync(engine, ended.Token),
            () => engine.WantsForeignRead || _node.Unconfirmed.Any,
            ended.Token);
        var retiring = RetireAsync(engine, ended.Token);
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = stoppingToken.Register(() => stopped.TrySetResult());
        var first = await Task.WhenAny(keeping, engine.Fault, stopped.Task).ConfigureAwait(false);
        if (first == stopped.Task)
        {
            // The lease is renewed meanwhile: a long drain does not lose the hub half-way.
            await engine.StopAsync(_settings.Hub.DrainTimeout).ConfigureAwait(false);
        }
        else
        {
            var reason = first.Exception?.InnerException;
            EngineLog.Lost(_logger, _settings.Hub.HubName, reason?.Message ?? "its connection ended", reason);
        }

        await ended.CancelAsync().ConfigureAwait(false);
        await retiring.ConfigureAwait(false);
        await keeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first.ConfigureAwait(false);
    }

    async Task ReadForeignAsync(HubEngine engine, CancellationToken cancellation)
    {
        try
        {
            await engine.ReadForeignAsync(_node.Unconfirmed, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            EngineLog.ForeignReadFailed(_logger, e);
        }
        catch (OperationCanceledException)
        {
            // Stopping: the next owner reads it.
        }
    }

    /// <summary>Removes finished instances whose time is over, in batches small enough not to be felt.</summary>
    async Task RetireAsync(HubEngine engine, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            await PauseAsync(_settings.Hub.RetentionInterval, cancellation).ConfigureAwait(false);
            try
            {
                foreach (var (status, keep) in _settings.Hub.Retention)
                {
                    cancellation.ThrowIfCancellationRequested();
                    var removed = await engine.RetireAsync((short)status, keep, cancellation).ConfigureAwait(false);
                    if (removed > 0)
                    {
                        EngineLog.Retired(_logger, removed);
                    }
                }
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested)
            {
                EngineLog.RetentionFailed(_logger, e);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
