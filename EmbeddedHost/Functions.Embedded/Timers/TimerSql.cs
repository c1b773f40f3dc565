using System.Reflection;

namespace Functions.Embedded.Timers;

/// <summary>The statements of the timers' state, read from the embedded .sql files.</summary>
static class TimerSql
{
    const string Prefix = "Functions.Embedded.Timers.Sql.";
    const string MigrationPrefix = Prefix + "migrations.";

    public static string PrepareSchema { get; } = Read(Prefix + "prepare_schema.sql");

    public static string AppliedMigrations { get; } = Read(Prefix + "applied_migrations.sql");

    public static string AddMigration { get; } = Read(Prefix + "add_migration.sql");

    public static string TryLead { get; } = Read(Prefix + "try_lead.sql");

    public static string GetTimer { get; } = Read(Prefix + "get_timer.sql");

    public static string PutTimer { get; } = Read(Prefix + "put_timer.sql");

    /// <summary>The migrations by version, oldest first.</summary>
    public static IReadOnlyList<(int Version, string Sql)> Migrations { get; } =
    [
        .. typeof(TimerSql).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(MigrationPrefix, StringComparison.Ordinal))
            .Select(name => (Version: VersionOf(name), Sql: Read(name)))
            .OrderBy(m => m.Version),
    ];

    static int VersionOf(string resource)
    {
        var file = resource[MigrationPrefix.Length..];
        return int.Parse(file[..file.IndexOf('_')], System.Globalization.CultureInfo.InvariantCulture);
    }

    static string Read(string resource)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource) ??
            throw new InvalidOperationException($"The resource {resource} is missing from the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
