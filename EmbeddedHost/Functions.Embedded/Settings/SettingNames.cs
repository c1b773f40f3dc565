using Functions.Embedded.Hosting;
using Microsoft.Extensions.Configuration;

namespace Functions.Embedded.Settings;

/// <summary>Replaces <c>%NAME%</c> by the setting of that name.</summary>
static class SettingNames
{
    /// <exception cref="FunctionsStartupException">A setting is missing; the message starts with <paramref name="who"/>.</exception>
    public static string Resolve(string text, IConfiguration configuration, string who)
    {
        var result = text;
        for (var start = result.IndexOf('%'); start >= 0;)
        {
            var end = result.IndexOf('%', start + 1);
            if (end < 0)
                break;
            var name = result[(start + 1)..end];
            var value = configuration[name.Replace("__", ":", StringComparison.Ordinal)];
            if (string.IsNullOrEmpty(value))
                throw new FunctionsStartupException($"{who} refers to the setting '{name}', which is not set.");
            result = string.Concat(result.AsSpan(0, start), value, result.AsSpan(end + 1));
            start = start + value.Length < result.Length ? result.IndexOf('%', start + value.Length) : -1;
        }

        return result;
    }
}
