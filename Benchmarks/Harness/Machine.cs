using System.Globalization;
using System.Runtime.InteropServices;
using LocalPostgres;
using Npgsql;

namespace Benchmarks.Harness;

/// <summary>What the figures were measured on.</summary>
static class Machine
{
    /// <summary>Processor, memory, operating system, runtime and database in a few lines.</summary>
    /// <param name="server">The database's server.</param>
    /// <param name="settings">Its settings that are not its defaults.</param>
    /// <param name="cancellation">Stops.</param>
    public static async Task<string> DescribeAsync(
        LocalPostgresServer server, IReadOnlyDictionary<string, string> settings, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(cancellation).ConfigureAwait(false);
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1024.0 / 1024 / 1024;
        return string.Join(
            Environment.NewLine,
            string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} × {Processor()}, {memory:0} GB"),
            $"{RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}",
            $"PostgreSQL {connection.PostgreSqlVersion} on this machine, {Settings(settings)}");
    }

    static string Settings(IReadOnlyDictionary<string, string> settings)
        => settings.Count == 0
            ? "fsync and synchronous_commit on, otherwise its defaults"
            : $"{string.Join(", ", settings.Select(static setting => $"{setting.Key}={setting.Value}"))}, otherwise its defaults";

    static string Processor()
    {
        if (File.Exists("/proc/cpuinfo"))
        {
            var line = File.ReadLines("/proc/cpuinfo").FirstOrDefault(static line => line.StartsWith("model name", StringComparison.Ordinal));
            if (line is not null)
                return line[(line.IndexOf(':') + 1)..].Trim();
        }

        return RuntimeInformation.ProcessArchitecture.ToString();
    }
}
