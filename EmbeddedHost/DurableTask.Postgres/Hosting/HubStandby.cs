using DurableTask.Postgres.Engine;
using DurableTask.Postgres.Storage;
using Npgsql;
using NpgsqlTypes;

namespace DurableTask.Postgres.Hosting;

/// <summary>
/// What a process does while another one owns the hub: it wakes its waiting clients when the owner says that something changed, tells
/// that it is there, and ends the connection of an owner whose lease has run out.
/// </summary>
sealed class HubStandby(TaskHubNode node, EngineSettings settings, long processNumber)
{
    /// <summary>Waits until this process owns the hub and returns the new epoch.</summary>
    public async Task<long> WaitForAsync(HubOwnership ownership, CancellationToken cancellation)
    {
        if (!await ownership.TryLockAsync(cancellation).ConfigureAwait(false))
        {
            EngineLog.StandingBy(settings.Logger, settings.Hub.HubName);
            node.Problem = null;
            await WaitForLockAsync(ownership, cancellation).ConfigureAwait(false);
        }

        return await ownership.TakeAsync(cancellation).ConfigureAwait(false);
    }

    async Task WaitForLockAsync(HubOwnership ownership, CancellationToken cancellation)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var locking = ownership.LockAsync(abandoned.Token);
        var standing = StandByAsync(ended.Token);
        if (await Task.WhenAny(locking, standing).ConfigureAwait(false) == standing)
        {
            // The connection is broken; the caller begins anew. A wait that went on would take the hub for nobody.
            await abandoned.CancelAsync().ConfigureAwait(false);
            await locking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await standing.ConfigureAwait(false);
        }

        await ended.CancelAsync().ConfigureAwait(false);
        await standing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await locking.ConfigureAwait(false);
    }

    async Task StandByAsync(CancellationToken cancellation)
    {
        await using var connection = await node.Database.OpenOwnAsync(cancellation).ConfigureAwait(false);
        connection.Notification += (_, e) =>
        {
            if (e.Payload == HubNotification.Changed)
            {
                node.Signals.AllChanged();
            }
        };
        await using (var listen = new NpgsqlCommand($"LISTEN \"{node.Database.Channel}\"", connection) { CommandTimeout = 10 })
        {
            await listen.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        }

        while (true)
        {
            await using (var seen = new NpgsqlCommand(Sql.MemberSeen, connection) { CommandTimeout = 10 })
            {
                seen.Parameters.Add(new NpgsqlParameter<long> { TypedValue = processNumber });
                await seen.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
            }

            await using (var evict = new NpgsqlCommand(Sql.OwnershipEvict, connection) { CommandTimeout = 10 })
            {
                evict.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Text, Value = HubDatabase.ApplicationName });
                await evict.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
            }

            var until = Environment.TickCount64 + 1000;
            for (long left; (left = until - Environment.TickCount64) > 0;)
            {
                await connection.WaitAsync(TimeSpan.FromMilliseconds(left), cancellation).ConfigureAwait(false);
            }
        }
    }
}
