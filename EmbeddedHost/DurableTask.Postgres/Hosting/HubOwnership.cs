using DurableTask.Postgres.Engine;
using DurableTask.Postgres.Storage;
using Npgsql;
using NpgsqlTypes;

namespace DurableTask.Postgres.Hosting;

/// <summary>
/// One process' hold on the hub: an advisory lock that lives as long as its connection, a lease that shows life, and an epoch that every
/// commit carries.
/// </summary>
sealed class HubOwnership(HubDatabase database, PostgresTaskHubOptions options, long processNumber) : IAsyncDisposable
{
    NpgsqlConnection? _connection;

    /// <summary>Connects, and takes the lock if nobody holds it.</summary>
    /// <returns>Whether this process holds the lock now.</returns>
    public async Task<bool> TryLockAsync(CancellationToken cancellation)
    {
        _connection = await database.OpenOwnAsync(cancellation).ConfigureAwait(false);
        await using var attempt = new NpgsqlCommand(Sql.OwnershipTryLock, _connection) { CommandTimeout = 10 };
        return (bool)(await attempt.ExecuteScalarAsync(cancellation).ConfigureAwait(false))!;
    }

    /// <summary>Waits until the lock's holder lets go of it or is gone.</summary>
    public async Task LockAsync(CancellationToken cancellation)
    {
        await using var wait = new NpgsqlCommand(Sql.OwnershipLock, _connection);
        await wait.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Begins the next epoch and returns it; the lock must be held.</summary>
    public async Task<long> TakeAsync(CancellationToken cancellation)
    {
        // Its commands are short from here on: a database that hangs must not keep this process from noticing.
        await using var listen = new NpgsqlCommand($"LISTEN \"{database.Channel}\"", _connection) { CommandTimeout = 10 };
        await listen.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        await using var take = new NpgsqlCommand(Sql.OwnershipTake, _connection) { CommandTimeout = 10 };
        take.Parameters.Add(new NpgsqlParameter<long> { TypedValue = processNumber });
        take.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = options.LeaseDuration, NpgsqlDbType = NpgsqlDbType.Interval });
        return (long)(await take.ExecuteScalarAsync(cancellation).ConfigureAwait(false))!;
    }

    /// <summary>Renews the lease until it is lost, which throws, or until cancelled, which returns.</summary>
    /// <param name="othersPresent">Told after each renewal whether other processes use the hub.</param>
    /// <param name="sentByOthers">Called when another process says that it sent something, and now and then in case that was missed.</param>
    /// <param name="unconfirmed">Whether a client of this process may have sent something without knowing; then it is called too.</param>
    /// <param name="cancellation">Ends the loop.</param>
    public async Task KeepAsync(
        Action<bool> othersPresent, Func<Task> sentByOthers, Func<bool> unconfirmed, CancellationToken cancellation)
    {
        var connection = _connection!;
        var sent = true;
        connection.Notification += (_, e) => sent |= e.Payload == HubNotification.Sent;
        var interval = options.LeaseDuration / 3;
        var beats = 0;
        try
        {
            while (true)
            {
                var others = await BeatAsync(connection, cancellation).ConfigureAwait(false);
                othersPresent(others);
                sent |= (others && beats++ % 5 == 0) || unconfirmed();
                var until = Environment.TickCount64 + (long)interval.TotalMilliseconds;
                for (long left; (left = until - Environment.TickCount64) > 0;)
                {
                    if (sent)
                    {
                        sent = false;
                        await sentByOthers().ConfigureAwait(false);
                    }

                    await connection.WaitAsync(TimeSpan.FromMilliseconds(left), cancellation).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The caller is done with the hub.
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is { } connection)
        {
            _connection = null;
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    async Task<bool> BeatAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var beat = new NpgsqlCommand(Sql.OwnershipHeartbeat, connection) { CommandTimeout = 10 };
        beat.Parameters.Add(new NpgsqlParameter<long> { TypedValue = processNumber });
        beat.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = options.LeaseDuration, NpgsqlDbType = NpgsqlDbType.Interval });
        return await beat.ExecuteScalarAsync(cancellation).ConfigureAwait(false) is bool others
            ? others
            : throw new IOException("another process has taken the task hub's lease");
    }
}
