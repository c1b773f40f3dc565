using Npgsql;

namespace AppHost.Serving;

/// <summary>The two ways to write <c>IMPORT_DATABASE</c>.</summary>
static class DatabaseAddress
{
    /// <summary>A connection string as it is; a <c>postgres://user:password@host:port/database?…</c> URL as a connection string.</summary>
    public static string ToConnectionString(string setting)
    {
        if (!setting.StartsWith("postgres://", StringComparison.Ordinal) && !setting.StartsWith("postgresql://", StringComparison.Ordinal))
            return setting;

        var url = new Uri(setting);
        var builder = new NpgsqlConnectionStringBuilder { Host = url.Host, Port = url.IsDefaultPort || url.Port < 0 ? 5432 : url.Port };
        if (url.AbsolutePath.Trim('/') is { Length: > 0 } database)
            builder.Database = Uri.UnescapeDataString(database);

        var user = url.UserInfo.Split(':', 2);
        if (user[0].Length > 0)
            builder.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length > 1)
            builder.Password = Uri.UnescapeDataString(user[1]);

        foreach (var pair in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            var value = Uri.UnescapeDataString(parts.Length > 1 ? parts[1] : "");
            if (parts[0] == "sslmode")
                builder.SslMode = Enum.Parse<SslMode>(value.Replace("-", "", StringComparison.Ordinal), ignoreCase: true);
            else
                builder[Uri.UnescapeDataString(parts[0])] = value;
        }

        return builder.ConnectionString;
    }
}
