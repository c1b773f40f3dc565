using System.Text.Json;

namespace ImportFunctions.Games.Storage;

/// <summary>Takes values out of a reader that stands on them; a value of another type counts as absent.</summary>
static class JsonFields
{
    /// <summary>A string as a place in the record; empty strings count as absent where asked.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="emptyIsNull">Whether an empty string is none.</param>
    /// <param name="from">Where in the record the reader began.</param>
    public static Text Text(this ref Utf8JsonReader reader, bool emptyIsNull = false, int from = 0)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            return emptyIsNull && reader.ValueSpan.IsEmpty ? default
                : new Text(from + (int)reader.TokenStartIndex + 1, reader.ValueSpan.Length, reader.ValueIsEscaped);
        }

        reader.Skip();
        return default;
    }

    /// <summary>What stands between an array's brackets, as a place in the record.</summary>
    public static Text Items(this ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return default;
        }

        var start = (int)reader.TokenStartIndex + 1;
        reader.Skip();
        return new Text(start, (int)reader.TokenStartIndex - start, escaped: false);
    }

    /// <summary>A number that fits.</summary>
    public static int? Int32(this ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var value))
            return value;
        reader.Skip();
        return null;
    }

    /// <summary>A number that fits.</summary>
    public static long? Int64(this ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var value))
            return value;
        reader.Skip();
        return null;
    }

    /// <summary>Whether the value is <c>true</c>.</summary>
    public static bool Boolean(this ref Utf8JsonReader reader)
    {
        reader.Read();
        var value = reader.TokenType == JsonTokenType.True;
        reader.Skip();
        return value;
    }

    /// <summary>Steps into an object.</summary>
    /// <returns>False where the value is something else; it is skipped.</returns>
    public static bool Enter(this ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject)
            return true;
        reader.Skip();
        return false;
    }

    /// <summary>Steps to the next property of the object the reader is in.</summary>
    public static bool NextProperty(this ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    /// <summary>Skips a property's value.</summary>
    public static void SkipValue(this ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }
}
