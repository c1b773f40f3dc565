using System.Globalization;
using System.Reflection;

namespace Functions.Embedded.Discovery;

/// <summary>Turns text of a route or query into a value: a string, number, enum, Guid, date or whatever else can parse itself.</summary>
static class SimpleValue
{
    /// <summary>A parser for the type; null when it is not simple.</summary>
    public static Func<string, (bool Ok, object? Value)>? ParserFor(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string) || type == typeof(object))
            return text => (true, text);
        if (type.IsEnum)
        {
            return text => Enum.TryParse(type, text, ignoreCase: true, out var value) && Enum.IsDefined(type, value)
                ? (true, value)
                : (false, null);
        }

        if (!type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IParsable<>)))
            return null;
        return typeof(SimpleValue).GetMethod(nameof(ParseWith), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(type).CreateDelegate<Func<string, (bool, object?)>>();
    }

    static (bool Ok, object? Value) ParseWith<T>(string text)
        where T : IParsable<T> =>
        T.TryParse(text, CultureInfo.InvariantCulture, out var value) ? (true, value) : (false, null);
}
