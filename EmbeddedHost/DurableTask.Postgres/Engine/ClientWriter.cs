using System.Threading.Channels;
using DurableTask.Postgres.Engine.Messages;
using DurableTask.Postgres.Management;
using DurableTask.Postgres.Storage;
using Npgsql;

namespace DurableTask.Postgres.Engine;

/// <summary>
/// Writes what this process' clients ask for: many calls share a commit, and each call returns after its own. It needs no ownership:
/// the database itself decides which of several creations of one id wins.
/// </summary>
sealed class ClientWriter : IAsyncDisposable
{
    const int MaxBatch = 500;

    readonly Channel<Operation> _operations = Channel.CreateUnbounded<Operation>(new UnboundedChannelOptions { SingleReader = true });
    readonly TaskHubNode _node;
    readonly Task _loop;

    public ClientWriter(TaskHubNode node)
    {
        _node = node;
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Creates an instance.</summary>
    /// <returns>False when an instance of this id exists and is not finished.</returns>
    /// <exception cref="TaskHubUnavailableException">The database does not answer.</exception>
    public Task<bool> CreateAsync(NewInstance row, CancellationToken cancellation) => EnqueueAsync(new Operation { Create = row }, cancellation);

    /// <summary>Sends a message.</summary>
    /// <returns>False when it is for an orchestration that is unknown or finished (for a rewind: not failed); then it has no effect.</returns>
    /// <exception cref="TaskHubUnavailableException">The database does not answer.</exception>
    public Task<bool> SendAsync(Message message, CancellationToken cancellation) => EnqueueAsync(new Operation { Message = message }, cancellation);

    public async ValueTask DisposeAsync()
    {
        _operations.Writer.TryComplete();
        await _loop.ConfigureAwait(false);
    }

    Task<bool> EnqueueAsync(Operation operation, CancellationToken cancellation)
        => _operations.Writer.TryWrite(operation)
            ? operation.Done.Task.WaitAsync(cancellation)
            : Task.FromException<bool>(new TaskHubUnavailableException("The task hub's client is shut down."));

    async Task RunAsync()
    {
        var reader = _operations.Reader;
        var batch = new List<Operation>();
        var heldBack = new List<Operation>();
        while (heldBack.Count > 0 || await reader.WaitToReadAsync().ConfigureAwait(false))
        {
            batch.Clear();
            var ids = new HashSet<string>(StringComparer.Ordinal);
            batch.AddRange(heldBack);
            ids.UnionWith(heldBack.Select(o => o.Create!.InstanceId));
            heldBack.Clear();
            while (batch.Count < MaxBatch && reader.TryRead(out var operation))
            {
                // One statement can't create the same row twice.
                if (operation.Create is { } row && !ids.Add(row.InstanceId))
                {
                    if (heldBack.Exists(o => o.Create!.InstanceId == row.InstanceId))
                    {
                        // Nobody waits long: whoever stands before this one in line wins or has lost already.
                        operation.Done.TrySetResult(false);
                        continue;
                    }

                    heldBack.Add(operation);
                    continue;
                }

                batch.Add(operation);
            }

            await WriteAsync(batch).ConfigureAwait(false);
        }
    }

    async Task WriteAsync(IReadOnlyList<Operation> operations)
    {
        try
        {
            _node.Unconfirmed.Creating(operations.Where(o => o.Create is not null).Select(o => o.Create!.InstanceId));
            await WriteCoreAsync(operations).ConfigureAwait(false);
        }
        catch (PostgresException e) when (!e.IsTransient && e.SqlState.StartsWith("22", StringComparison.Ordinal) && operations.Count > 1)
        {
            // One of them holds what the database can't store; the others are not to suffer for it.
            foreach (var operation in operations)
            {
                await WriteAsync([operation]).ConfigureAwait(false);
            }
        }
        catch (PostgresException e) when (e.SqlState.StartsWith("22", StringComparison.Ordinal) || e.SqlState.StartsWith("23", StringComparison.Ordinal))
        {
            Fail(operations, new ArgumentException($"The task hub can't store this: {e.MessageText}", e));
        }
        catch (TaskHubUnavailableException e)
        {
            Fail(operations, e);
        }
        catch (Exception e)
        {
            _node.Database.DataSource.Clear();
            _node.Unconfirmed.Add(
                operations.Where(o => o.Message is not null).Select(o => o.Message!.Id),
                operations.Where(o => o.Create is not null).Select(o => o.Create!.InstanceId));
            Fail(operations, new TaskHubUnavailableException("The task hub's database does not answer; nothing was acknowledged. Try again in a moment.", e));
        }
        finally
        {
            _node.Unconfirmed.Creating([]);
        }
    }

    static void Fail(IReadOnlyList<Operation> operations, Exception e)
    {
        foreach (var operation in operations)
        {
            operation.Done.TrySetException(e);
        }
    }

    async Task WriteCoreAsync(IReadOnlyList<Operation> operations)
    {
        var ids = await _node.ReadyAsync(CancellationToken.None).ConfigureAwait(false);
        var creations = operations.Where(o => o.Create is not null).ToList();
        var toEntities = operations.Where(o => o.Message is { IsForEntity: true }).Select(o => o.Message!).ToList();
        var rewinds = operations.Where(o => o.Message is { Kind: MessageKind.Rewind }).Select(o => o.Message!).ToList();
        var toInstances = operations.Where(o => o.Message is { IsForEntity: false, Kind: not MessageKind.Rewind }).Select(o => o.Message!).ToList();
        var keys = new Dictionary<string, long>(StringComparer.Ordinal);
        var accepted = new HashSet<long>();
        await using (var connection = await _node.Database.DataSource.OpenConnectionAsync().ConfigureAwait(false))
        {
            await using var batch = new NpgsqlBatch(connection);
            if (toEntities.Count > 0)
            {
                batch.BatchCommands.Add(InboxRows.Insert(Sql.InboxInsert, toEntities));
            }

            if (_node.Engine is null)
            {
                var notify = new NpgsqlBatchCommand(Sql.Notify);
                notify.Parameters.Add(new NpgsqlParameter<string> { TypedValue = _node.Database.Channel });
                notify.Parameters.Add(new NpgsqlParameter<string> { TypedValue = HubNotification.Sent });
                batch.BatchCommands.Add(notify);
            }

            if (creations.Count > 0)
            {
                batch.BatchCommands.Add(InstanceRows.Create([.. creations.Select(o => o.Create!)], ids.ProcessNumber));
            }

            if (rewinds.Count > 0)
            {
                batch.BatchCommands.Add(InboxRows.Insert(Sql.InboxInsertRewinds, rewinds));
            }

            // After the creations: a message may be for an instance that is created just before it.
            if (toInstances.Count > 0)
            {
                batch.BatchCommands.Add(InboxRows.Insert(Sql.InboxInsertToLive, toInstances));
            }

            await using var reader = await batch.ExecuteReaderAsync().ConfigureAwait(false);
            do
            {
                while (await reader.ReadAsync().ConfigureAwait(false))
                {
                    switch (reader.GetName(0))
                    {
                        case "instance_id":
                            keys[reader.GetString(0)] = reader.GetInt64(1);
                            break;
                        case "message_id":
                            accepted.Add(reader.GetInt64(0));
                            break;
                    }
                }
            }
            while (await reader.NextResultAsync().ConfigureAwait(false));
        }

        HandOver(operations, keys, accepted);
    }

    /// <summary>All is durable now: the engine of this process, if it is the owner, need not look for it.</summary>
    void HandOver(IReadOnlyList<Operation> operations, Dictionary<string, long> keys, HashSet<long> accepted)
    {
        var engine = _node.Engine;
        // Creations first, as they were written: a message may be for one of them.
        foreach (var operation in operations.OrderBy(o => o.Create is null))
        {
            if (operation.Create is { } row)
            {
                var created = keys.TryGetValue(row.InstanceId, out var key);
                if (created)
                {
                    engine?.Add(row.ToInstance(key));
                }

                operation.Done.TrySetResult(created);
            }
            else if (operation.Message is { } message)
            {
                var stored = message.IsForEntity || accepted.Contains(message.Id);
                if (stored)
                {
                    engine?.DeliverStored(message);
                }

                operation.Done.TrySetResult(stored);
            }
        }
    }

    sealed class Operation
    {
        public NewInstance? Create { get; init; }

        public Message? Message { get; init; }

        public TaskCompletionSource<bool> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
