using DurableTask.Postgres.Management;
using Npgsql;

namespace DurableTask.Postgres.Engine;

/// <summary>Turns the absence of the database into one exception that fronts can recognise.</summary>
static class Guard
{
    /// <summary>Reads. A pooled connection that broke while it was idle says nothing about the database: a read is tried twice.</summary>
    /// <exception cref="TaskHubUnavailableException">The database does not answer.</exception>
    public static async Task<T> ReadAsync<T>(TaskHubNode node, Func<Task<T>> read, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await node.ReadyAsync(cancellation).ConfigureAwait(false);
                return await read().ConfigureAwait(false);
            }
            catch (Exception e) when (IsAbsence(e))
            {
                node.Database.DataSource.Clear();
                if (attempt == 2)
                {
                    throw new TaskHubUnavailableException("The task hub's database does not answer. Try again in a moment.", e);
                }
            }
        }
    }

    /// <summary>Whether the database is away, as opposed to having refused a statement.</summary>
    static bool IsAbsence(Exception e) => e switch
    {
        // 57P0x: shutting down or starting up; 53300: too many connections; 08xxx: connection failures.
        PostgresException p => p.SqlState.StartsWith("57P", StringComparison.Ordinal) || p.SqlState.StartsWith("08", StringComparison.Ordinal) || p.SqlState == "53300",
        NpgsqlException or TimeoutException or IOException => true,
        _ => false,
    };
}
