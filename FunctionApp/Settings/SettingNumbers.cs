using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace ImportFunctions.Settings;

/// <summary>Reads settings that are numbers.</summary>
static class SettingNumbers
{
    /// <summary>Reads a whole number.</summary>
    /// <param name="configuration">The application's configuration.</param>
    /// <param name="name">The setting.</param>
    /// <param name="fallback">What counts where it is absent or blank.</param>
    /// <param name="min">The smallest that is accepted.</param>
    /// <param name="max">The largest that is accepted.</param>
    /// <exception cref="WrongSettingException">It is not a number or out of its range; the message names it.</exception>
    public static int Number(this IConfiguration configuration, string name, int fallback, int min, int max)
    {
        var text = configuration[name];
        if (string.IsNullOrWhiteSpace(text))
            return fallback;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max)
            return value;
        throw new WrongSettingException($"The setting {name} must be a whole number from {min} to {max}, but is '{text}'.");
    }
}
