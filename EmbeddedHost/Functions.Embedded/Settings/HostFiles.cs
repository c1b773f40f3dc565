using System.Text.Json;
using Functions.Embedded.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;

namespace Functions.Embedded.Settings;

/// <summary>
/// Reads <c>host.json</c> and <c>local.settings.json</c> into the configuration, below everything else: the environment and the
/// command line win.
/// </summary>
static class HostFiles
{
    /// <summary>Where the content of <c>host.json</c> is found in the configuration, and can be overridden, as on Azure.</summary>
    public const string HostSection = "AzureFunctionsJobHost";

    const string HostFile = "host.json";
    const string LocalSettingsFile = "local.settings.json";

    public static void AddTo(IConfigurationBuilder configuration, string contentRoot, bool development)
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        if (Find(HostFile, contentRoot, development) is { } host)
            AddHost(host, values);
        if (Find(LocalSettingsFile, contentRoot, development) is { } local)
            AddLocalSettings(local, values);
        configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = values });
    }

    static void AddHost(string path, Dictionary<string, string?> values)
    {
        foreach (var (key, value) in Read(path))
        {
            values[$"{HostSection}:{key}"] = value;
            if (key.StartsWith("logging:logLevel:", StringComparison.OrdinalIgnoreCase))
                values[key] = value;
        }
    }

    static void AddLocalSettings(string path, Dictionary<string, string?> values)
    {
        const string ValuesPrefix = "Values:";
        foreach (var (key, value) in Read(path))
        {
            if (key.StartsWith(ValuesPrefix, StringComparison.OrdinalIgnoreCase))
                values[key[ValuesPrefix.Length..].Replace("__", ":", StringComparison.Ordinal)] = value;
            else if (key.Equals("IsEncrypted", StringComparison.OrdinalIgnoreCase) && bool.TryParse(value, out var encrypted) && encrypted)
                throw new FunctionsStartupException($"{path} is encrypted, which this host cannot read; decrypt it first.");
            else if (key.StartsWith("ConnectionStrings:", StringComparison.OrdinalIgnoreCase))
                values[key] = value;
        }
    }

    static IEnumerable<KeyValuePair<string, string?>> Read(string path)
    {
        try
        {
            var file = new ConfigurationBuilder().AddJsonFile(path, optional: false, reloadOnChange: false).Build();
            return file.AsEnumerable().Where(p => p.Value is not null).ToArray();
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or JsonException or IOException)
        {
            throw new FunctionsStartupException(
                $"{path} cannot be read as JSON: {(e.InnerException?.InnerException ?? e.InnerException ?? e).Message}", e);
        }
    }

    static string? Find(string name, string contentRoot, bool development)
    {
        foreach (var directory in new[] { contentRoot, AppContext.BaseDirectory })
        {
            var path = Path.Combine(directory, name);
            if (File.Exists(path))
                return path;
        }

        if (!development)
            return null;
        for (var directory = new DirectoryInfo(contentRoot).Parent; directory is not null; directory = directory.Parent)
        {
            var path = Path.Combine(directory.FullName, name);
            if (File.Exists(path))
                return path;
        }

        return null;
    }
}
