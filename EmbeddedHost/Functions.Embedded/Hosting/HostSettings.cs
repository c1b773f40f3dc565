using Functions.Embedded.Durable.Http;
using Functions.Embedded.Settings;
using Microsoft.Extensions.Configuration;

namespace Functions.Embedded.Hosting;

/// <summary>What the host takes from <c>host.json</c>.</summary>
public sealed record HostSettings
{
    /// <summary>The prefix of HTTP functions' routes, without slashes at its ends; empty for none. Default <c>api</c>.</summary>
    public string RoutePrefix { get; init; } = "api";

    /// <summary>The task hub's name. Default <c>TestHubName</c>, as on Azure Functions.</summary>
    public string HubName { get; init; } = "TestHubName";

    /// <summary>Activities that run at once in this process; null for the backend's default.</summary>
    public int? MaxConcurrentActivities { get; init; }

    /// <summary>Orchestrators that run at once in this process; null for the backend's default.</summary>
    public int? MaxConcurrentOrchestrators { get; init; }

    /// <summary>Entities that run at once in this process; null for the backend's default.</summary>
    public int? MaxConcurrentEntities { get; init; }

    /// <summary>How long <c>CallHttpAsync</c> waits before it asks again, when the server does not say. Default 30 seconds.</summary>
    public TimeSpan HttpPollingInterval { get; init; } = DurableHttpActivity.DefaultPollingInterval;

    internal static HostSettings From(IConfiguration configuration)
    {
        var host = configuration.GetSection(HostFiles.HostSection);
        var durable = host.GetSection("extensions:durableTask");
        var prefix = host["extensions:http:routePrefix"] ?? "api";
        var hubName = durable["hubName"];
        return new HostSettings
        {
            RoutePrefix = SettingNames.Resolve(prefix, configuration, "The route prefix in host.json").Trim('/'),
            HubName = string.IsNullOrWhiteSpace(hubName) ? "TestHubName" : Hub(hubName, configuration),
            MaxConcurrentActivities = Limit(durable, "maxConcurrentActivityFunctions"),
            MaxConcurrentOrchestrators = Limit(durable, "maxConcurrentOrchestratorFunctions"),
            MaxConcurrentEntities = Limit(durable, "maxConcurrentEntityFunctions"),
            HttpPollingInterval = Limit(durable, "httpSettings:defaultAsyncRequestSleepTimeMilliseconds") is { } milliseconds
                ? TimeSpan.FromMilliseconds(milliseconds)
                : DurableHttpActivity.DefaultPollingInterval,
        };
    }

    static string Hub(string text, IConfiguration configuration)
    {
        const int Longest = 45;
        var name = SettingNames.Resolve(text, configuration, "The hub name in host.json");
        return name.Length is >= 3 and <= Longest && char.IsAsciiLetter(name[0]) && name.All(char.IsAsciiLetterOrDigit)
            ? name
            : throw new FunctionsStartupException(
                $"The hub name '{name}' in host.json must be 3 to {Longest} letters and digits that start with a letter.");
    }

    static int? Limit(IConfigurationSection durable, string name)
    {
        var text = durable[name];
        if (string.IsNullOrEmpty(text))
            return null;
        if (int.TryParse(text, out var value) && value > 0)
            return value;
        var setting = "extensions.durableTask." + name.Replace(':', '.');
        throw new FunctionsStartupException($"'{text}' for {setting} in host.json is not a whole number above 0.");
    }
}
