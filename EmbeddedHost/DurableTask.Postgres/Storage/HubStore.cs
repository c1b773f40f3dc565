using System.Diagnostics;
using DurableTask.Postgres.Engine;
using DurableTask.Postgres.Engine.History;
using DurableTask.Postgres.Engine.Messages;
using DurableTask.Postgres.Engine.Orchestrations;
using DurableTask.Postgres.Management;
using Npgsql;
using NpgsqlTypes;

namespace DurableTask.Postgres.Storage;

/// <summary>What the owner reads and writes. Every write carries the epoch; a former owner's fails as a whole.</summary>
sealed class HubStore(HubDatabase database, long epoch, long processNumber)
{
    /// <summary>
    /// Writes a transaction in one round trip: a batch without explicit BEGIN is one implicit transaction.
    /// </summary>
    /// <returns>The keys of the created instances, by id; one whose id is taken is absent.</returns>
    /// <exception cref="PostgresException">SQLSTATE DT001: another process owns the hub.</exception>
    public async Task<IReadOnlyDictionary<string, long>> CommitAsync(HubTransaction transaction, string? notification, CancellationToken cancellation)
    {
        var began = Stopwatch.GetTimestamp();
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        await using var batch = new NpgsqlBatch(connection);
        var fence = new NpgsqlBatchCommand(Sql.Fence);
        fence.Parameters.Add(new NpgsqlParameter<long> { TypedValue = epoch });
        batch.BatchCommands.Add(fence);
        AddMessages(batch, transaction);
        AddHistory(batch, transaction);
        AddInstances(batch, transaction);
        AddUnheardAnswers(batch, transaction);
        AddEntities(batch, transaction);
        if (notification is not null)
        {
            var notify = new NpgsqlBatchCommand(Sql.Notify);
            notify.Parameters.Add(new NpgsqlParameter<string> { TypedValue = database.Channel });
            notify.Parameters.Add(new NpgsqlParameter<string> { TypedValue = notification });
            batch.BatchCommands.Add(notify);
        }

        // Last, so that its rows are the last result.
        if (transaction.Created.Count == 0)
        {
            began = CommitMetrics.Serialize(began);
            await batch.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
            CommitMetrics.RoundTrip(began);
            return NoKeys;
        }

        batch.BatchCommands.Add(InstanceRows.Create([.. transaction.Created.Select(c => c.Row)], processNumber));
        began = CommitMetrics.Serialize(began);
        var keys = new Dictionary<string, long>(StringComparer.Ordinal);
        await using var reader = await batch.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        do
        {
            while (reader.FieldCount == 2 && await reader.ReadAsync(cancellation).ConfigureAwait(false))
            {
                keys[reader.GetString(0)] = reader.GetInt64(1);
            }
        }
        while (await reader.NextResultAsync(cancellation).ConfigureAwait(false));
        CommitMetrics.RoundTrip(began);
        return keys;
    }

    public async Task<List<OrchestrationInstance>> ReadLiveAsync(bool onlyNew, CancellationToken cancellation)
    {
        var found = new List<OrchestrationInstance>();
        await using var command = database.DataSource.CreateCommand(onlyNew ? Sql.InstancesReadNewPending : Sql.InstancesReadLive);
        if (onlyNew)
        {
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = processNumber });
        }

        await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
            found.Add(InstanceRows.ReadLive(reader));
        }

        return found;
    }

    /// <summary>Reads the histories of all live instances, one after another.</summary>
    public async Task ReadLiveHistoriesAsync(Action<long, int, ReadOnlyMemory<byte>> row, CancellationToken cancellation)
    {
        await using var command = database.DataSource.CreateCommand(Sql.HistoryReadLive);
        command.CommandTimeout = 600;
        await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
            row(reader.GetInt64(0), reader.GetInt32(1), reader.GetFieldValue<byte[]>(3));
        }
    }

    public async Task<List<HistoryEvent>> ReadHistoryAsync(long key, CancellationToken cancellation)
    {
        var events = new List<HistoryEvent>();
        await using var command = database.DataSource.CreateCommand(Sql.HistoryRead);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = key });
        await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
            events.AddRange(HistoryCodec.Decode(reader.GetFieldValue<byte[]>(2)));
        }

        return events;
    }

    /// <summary>Reads an instance that failed, with its history, to let it go on; null when there is none of this id.</summary>
    public async Task<OrchestrationInstance?> ReadRewoundAsync(string id, CancellationToken cancellation)
    {
        OrchestrationInstance instance;
        await using (var command = database.DataSource.CreateCommand(Sql.InstanceReadRewound))
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id });
            await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            if (!await reader.ReadAsync(cancellation).ConfigureAwait(false))
            {
                return null;
            }

            instance = InstanceRows.ReadLive(reader);
        }

        instance.FailedHistory = [];
        await using var history = database.DataSource.CreateCommand(Sql.HistoryRead);
        history.Parameters.Add(new NpgsqlParameter<long> { TypedValue = instance.Key });
        await using var rows = await history.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        while (await rows.ReadAsync(cancellation).ConfigureAwait(false))
        {
            instance.NextBatch = rows.GetInt32(0) + 1;
            instance.FailedHistory.AddRange(HistoryCodec.Decode(rows.GetFieldValue<byte[]>(2)));
        }

        return instance.FailedHistory is [.., { Type: HistoryEventType.ExecutionCompleted }] ? instance : null;
    }

    /// <summary>Reads how an instance stands; null when there is none of this id.</summary>
    public async Task<InstanceDetails?> ReadDetailsAsync(string id, CancellationToken cancellation)
        => (await InstanceReader.GetAsync(database, id, cancellation).ConfigureAwait(false))?.Details;

    public async Task<string?> ReadInputAsync(string id, long key, CancellationToken cancellation)
    {
        await using var command = database.DataSource.CreateCommand(Sql.InstanceInput);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = key });
        return await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false) as string;
    }

    public async Task<List<Message>> ReadInboxAsync(bool onlyForeign, CancellationToken cancellation)
    {
        await using var command = database.DataSource.CreateCommand(onlyForeign ? Sql.InboxReadForeign : Sql.InboxRead);
        if (onlyForeign)
        {
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = processNumber });
        }

        return await ReadMessagesAsync(command, cancellation).ConfigureAwait(false);
    }

    static async Task<List<Message>> ReadMessagesAsync(NpgsqlCommand command, CancellationToken cancellation)
    {
        var messages = new List<Message>();
        await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
            var visibleAt = reader.IsDBNull(3) ? (DateTime?)null : reader.GetDateTime(3);
            messages.Add(MessageCodec.Decode(
                reader.GetInt64(0), reader.GetString(1), (MessageKind)reader.GetInt16(2), visibleAt, reader.GetFieldValue<byte[]>(4)));
        }

        return messages;
    }

    /// <summary>Of the given messages, those that are committed and not consumed.</summary>
    public async Task<List<Message>> ReadMessagesAsync(IReadOnlyList<long> ids, CancellationToken cancellation)
    {
        await using var command = database.DataSource.CreateCommand(Sql.InboxReadByIds);
        command.Parameters.Add(Rows.Longs(ids));
        return await ReadMessagesAsync(command, cancellation).ConfigureAwait(false);
    }

    /// <summary>Of the given instances, those that this process' clients created and that have not begun.</summary>
    public async Task<List<OrchestrationInstance>> ReadPendingAsync(IReadOnlyList<string> ids, CancellationToken cancellation)
    {
        await using var command = database.DataSource.CreateCommand(Sql.InstancesReadPendingByIds);
        command.Parameters.Add(Rows.Texts(ids));
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = processNumber });
        var found = new List<OrchestrationInstance>();
        await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
            found.Add(InstanceRows.ReadLive(reader));
        }

        return found;
    }

    /// <summary>Reads the answers that are kept for an instance.</summary>
    public async Task<List<Message>> ReadAnswersAsync(string instanceId, CancellationToken cancellation)
    {
        await using var command = database.DataSource.CreateCommand(Sql.InboxReadAnswers);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = instanceId });
        return await ReadMessagesAsync(command, cancellation).ConfigureAwait(false);
    }

    public async Task<(string? State, string? LockedBy)> ReadEntityAsync(string id, CancellationToken cancellation)
    {
        await using var command = database.DataSource.CreateCommand(Sql.EntityRead);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id });
        await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        return await reader.ReadAsync(cancellation).ConfigureAwait(false)
            ? (reader.IsDBNull(0) ? null : reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetString(1))
            : (null, null);
    }

    public async Task<List<(string EntityId, string LockedBy)>> ReadLocksAsync(CancellationToken cancellation)
    {
        var locks = new List<(string, string)>();
        await using var command = database.DataSource.CreateCommand(Sql.EntitiesReadLocked);
        await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
            locks.Add((reader.GetString(0), reader.GetString(1)));
        }

        return locks;
    }

    /// <summary>Of the given children (instance, parent, task), the ids of those that exist as such.</summary>
    public async Task<HashSet<string>> ReadExistingChildrenAsync(
        IReadOnlyList<(string InstanceId, string ParentId, int Task)> children, CancellationToken cancellation)
    {
        await using var command = database.DataSource.CreateCommand(Sql.InstancesExistAsChildren);
        command.Parameters.Add(Rows.Texts(children.Select(c => c.InstanceId)));
        command.Parameters.Add(Rows.Texts(children.Select(c => c.ParentId)));
        command.Parameters.Add(Rows.Ints(children.Select(c => c.Task)));
        var existing = new HashSet<string>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
            existing.Add(reader.GetString(0));
        }

        return existing;
    }

    /// <summary>Removes up to a batch of instances that finished before a time.</summary>
    public async Task<long> RetireAsync(short status, DateTime finishedBefore, int most, CancellationToken cancellation)
    {
        await using var command = database.DataSource.CreateCommand(Sql.InstancesRetire);
        command.Parameters.Add(new NpgsqlParameter<short> { TypedValue = status });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = finishedBefore, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = most });
        return (long)(await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false))!;
    }

    static void AddMessages(NpgsqlBatch batch, HubTransaction transaction)
    {
        if (transaction.Consumed.Count > 0)
        {
            var delete = new NpgsqlBatchCommand(Sql.InboxDelete);
            delete.Parameters.Add(Rows.Longs(transaction.Consumed));
            batch.BatchCommands.Add(delete);
        }

        if (transaction.Sent.Count > 0)
        {
            batch.BatchCommands.Add(InboxRows.Insert(Sql.InboxInsert, transaction.Sent.Values));
        }
    }

    /// <summary>After the instances: which of them have failed is known then.</summary>
    static void AddUnheardAnswers(NpgsqlBatch batch, HubTransaction transaction)
    {
        if (transaction.UnheardBefore.Count > 0)
        {
            var delete = new NpgsqlBatchCommand(Sql.InboxDeleteAnswers);
            delete.Parameters.Add(Rows.Longs(transaction.UnheardBefore));
            batch.BatchCommands.Add(delete);
        }

        if (transaction.Unheard.Count > 0)
        {
            var insert = InboxRows.Insert(Sql.InboxInsertAnswers, transaction.Unheard.Values);
            insert.Parameters.Add(Rows.Longs(transaction.Unheard.Values.Select(m => m.Key)));
            batch.BatchCommands.Add(insert);
        }
    }

    static void AddHistory(NpgsqlBatch batch, HubTransaction transaction)
    {
        var dropped = transaction.Instances.Where(c => c.DropsHistory).Select(c => c.Instance.Key).ToList();
        if (dropped.Count > 0)
        {
            var delete = new NpgsqlBatchCommand(Sql.HistoryDelete);
            delete.Parameters.Add(Rows.Longs(dropped));
            batch.BatchCommands.Add(delete);
        }

        var added = transaction.Instances.Where(c => c.Events.Count > 0).ToList();
        if (added.Count > 0)
        {
            var insert = new NpgsqlBatchCommand(Sql.HistoryInsert);
            insert.Parameters.Add(Rows.Longs(added.Select(c => c.Instance.Key)));
            insert.Parameters.Add(Rows.Ints(added.Select(c => c.Batch)));
            insert.Parameters.Add(Rows.Times(added.Select(c => (DateTime?)c.UpdatedAt)));
            insert.Parameters.Add(Rows.Bytes(added.Select(c => HistoryCodec.Encode(c.Events))));
            batch.BatchCommands.Add(insert);
        }
    }

    static void AddInstances(NpgsqlBatch batch, HubTransaction transaction)
    {
        var restarted = transaction.Instances.Where(c => c.RestartsExecution).ToList();
        if (restarted.Count > 0)
        {
            var restart = new NpgsqlBatchCommand(Sql.InstancesRestartExecution);
            restart.Parameters.Add(Rows.Texts(restarted.Select(c => c.Instance.Id)));
            restart.Parameters.Add(Rows.Longs(restarted.Select(c => c.Instance.Key)));
            restart.Parameters.Add(Rows.Ints(restarted.Select(c => c.NextExecution)));
            restart.Parameters.Add(Rows.Texts(restarted.Select(c => c.NextInput)));
            restart.Parameters.Add(Rows.Texts(restarted.Select(c => c.NextVersion)));
            batch.BatchCommands.Add(restart);
        }

        var updated = transaction.Instances.Where(c => c.ChangesRow).ToList();
        if (updated.Count > 0)
        {
            var update = new NpgsqlBatchCommand(Sql.InstancesUpdate);
            update.Parameters.Add(Rows.Texts(updated.Select(c => c.Instance.Id)));
            update.Parameters.Add(Rows.Longs(updated.Select(c => c.Instance.Key)));
            update.Parameters.Add(Rows.Shorts(updated.Select(c => c.Status)));
            update.Parameters.Add(Rows.Texts(updated.Select(c => c.Output)));
            update.Parameters.Add(Rows.Texts(updated.Select(c => c.CustomStatus)));
            update.Parameters.Add(Rows.Texts(updated.Select(c => c.Failure is null ? null : CompactJson.SerializeFailure(c.Failure))));
            update.Parameters.Add(Rows.Times(updated.Select(c => (DateTime?)c.UpdatedAt)));
            batch.BatchCommands.Add(update);
        }
    }

    static void AddEntities(NpgsqlBatch batch, HubTransaction transaction)
    {
        var kept = transaction.Entities.Where(e => e.Value.State is not null || e.Value.LockedBy is not null).ToList();
        if (kept.Count > 0)
        {
            var now = DateTime.UtcNow;
            var upsert = new NpgsqlBatchCommand(Sql.EntitiesUpsert);
            upsert.Parameters.Add(Rows.Texts(kept.Select(e => e.Key.Id)));
            upsert.Parameters.Add(Rows.Texts(kept.Select(e => e.Value.State)));
            upsert.Parameters.Add(Rows.Texts(kept.Select(e => e.Value.LockedBy)));
            upsert.Parameters.Add(Rows.Times(kept.Select(_ => (DateTime?)now)));
            batch.BatchCommands.Add(upsert);
        }

        if (kept.Count < transaction.Entities.Count)
        {
            var delete = new NpgsqlBatchCommand(Sql.EntitiesDelete);
            delete.Parameters.Add(Rows.Texts(transaction.Entities.Where(e => e.Value.State is null && e.Value.LockedBy is null).Select(e => e.Key.Id)));
            batch.BatchCommands.Add(delete);
        }
    }

    static readonly IReadOnlyDictionary<string, long> NoKeys = new Dictionary<string, long>();
}
