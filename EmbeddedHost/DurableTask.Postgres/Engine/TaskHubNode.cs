using DurableTask.Postgres.Management;
using DurableTask.Postgres.Storage;
using Npgsql;

namespace DurableTask.Postgres.Engine;

/// <summary>This process' part in one task hub: its connections, its clients' writer and, while it is the owner, the engine.</summary>
sealed class TaskHubNode : IAsyncDisposable
{
    readonly SemaphoreSlim _numbering = new(1, 1);
    volatile HubEngine? _engine;
    volatile MessageIds? _messageIds;

    public TaskHubNode(PostgresTaskHubOptions options)
    {
        Options = options;
        Database = new HubDatabase(options);
        Writer = new ClientWriter(this);
    }

    public PostgresTaskHubOptions Options { get; }

    public HubDatabase Database { get; }

    public ClientWriter Writer { get; }

    public HubSignals Signals { get; } = new();

    public UnconfirmedWrites Unconfirmed { get; } = new(TimeProvider.System);

    /// <summary>The engine, from before it reads its state until it ends; null in a process that is not the owner.</summary>
    public HubEngine? Engine
    {
        get => _engine;
        set => _engine = value;
    }

    public long Epoch { get; set; }

    /// <summary>Whether a worker runs in this process and waits for its turn.</summary>
    public bool HasWorker { get; set; }

    /// <summary>Why the hub can't be worked on just now, in a sentence; null when all is well.</summary>
    public string? Problem { get; set; }

    /// <summary>Completes when the schema is there and the process has its number.</summary>
    /// <exception cref="TaskHubUnavailableException">The database does not answer.</exception>
    public async ValueTask<MessageIds> ReadyAsync(CancellationToken cancellation)
    {
        if (_messageIds is { } known)
        {
            return known;
        }

        await _numbering.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (_messageIds is null)
            {
                await Database.MigrateAsync(cancellation).ConfigureAwait(false);
                await using var command = Database.DataSource.CreateCommand(Sql.ProcessNumber);
                _messageIds = new MessageIds((long)(await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false))!);
            }

            return _messageIds;
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            throw new TaskHubUnavailableException($"The database of task hub '{Options.HubName}' does not answer.", e);
        }
        finally
        {
            _numbering.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Writer.DisposeAsync().ConfigureAwait(false);
        await Database.DisposeAsync().ConfigureAwait(false);
        _numbering.Dispose();
    }
}
