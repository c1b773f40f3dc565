using Functions.Embedded.Hosting;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace Functions.Embedded.Settings;

/// <summary>Where the host's database is: the task hub's and the timers' state.</summary>
public static class DatabaseSetting
{
    /// <summary>The setting that is read first.</summary>
    public const string DurableDatabase = "DURABLE_DATABASE";

    /// <summary>The setting that is read when there is no database for the host alone.</summary>
    public const string ImportDatabase = "IMPORT_DATABASE";

    /// <summary>Finds the database of the host.</summary>
    /// <param name="configuration">The application's configuration.</param>
    /// <returns>An Npgsql connection string; null when neither setting is there.</returns>
    /// <exception cref="FunctionsStartupException">A setting is there but is no connection string.</exception>
    public static string? Find(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        foreach (var name in new[] { DurableDatabase, ImportDatabase })
        {
            var value = configuration[name];
            if (string.IsNullOrWhiteSpace(value))
                continue;
            try
            {
                return ToConnectionString(value);
            }
            catch (FormatException e)
            {
                throw new FunctionsStartupException($"The setting {name} is neither an Npgsql connection string nor a postgres:// URL.", e);
            }
        }

        return null;
    }

    /// <summary>Makes an Npgsql connection string of a connection string or a <c>postgres://</c> URL.</summary>
    /// <param name="value">
    /// Either form. Of a URL's query, <c>sslmode</c>, <c>sslrootcert</c>, <c>application_name</c>, <c>connect_timeout</c> (seconds) and
    /// <c>options</c> are understood, and every keyword that Npgsql knows.
    /// </param>
    /// <returns>The connection string.</returns>
    /// <exception cref="FormatException">It is neither. The message does not repeat the value, which may hold a password.</exception>
    public static string ToConnectionString(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        value = value.Trim();
        try
        {
            return value.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) ||
                value.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase)
                ? FromUrl(value)
                : new NpgsqlConnectionStringBuilder(value).ConnectionString;
        }
        catch (Exception e) when (e is ArgumentException or UriFormatException or KeyNotFoundException)
        {
            throw new FormatException("This is neither an Npgsql connection string nor a postgres:// URL.");
        }
    }

    static string FromUrl(string value)
    {
        var url = new Uri(value);
        var result = new NpgsqlConnectionStringBuilder { Host = Uri.UnescapeDataString(url.Host) };
        if (url.Port > 0)
            result.Port = url.Port;
        var user = url.UserInfo.Split(':', 2);
        if (user[0].Length > 0)
            result.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length > 1)
            result.Password = Uri.UnescapeDataString(user[1]);
        var database = Uri.UnescapeDataString(url.AbsolutePath.TrimStart('/'));
        if (database.Length > 0)
            result.Database = database;
        foreach (var pair in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            Set(result, Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
        }

        return result.ConnectionString;
    }

    static void Set(NpgsqlConnectionStringBuilder result, string name, string value)
    {
        switch (name.ToLowerInvariant())
        {
            case "sslmode":
                result.SslMode = Enum.Parse<SslMode>(value.Replace("-", "", StringComparison.Ordinal), ignoreCase: true);
                break;
            case "sslrootcert":
                result.RootCertificate = value;
                break;
            case "application_name":
                result.ApplicationName = value;
                break;
            case "connect_timeout":
                result["Timeout"] = value;
                break;
            case "host":
                result.Host = value;
                break;
            default:
                result[name.Replace('_', ' ')] = value;
                break;
        }
    }
}
