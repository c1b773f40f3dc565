using System.Text.Json;

namespace ImportFunctions.Games.Storage;

/// <summary>Takes values out of a reader that stands on them; a value of another type counts as absent.</summary>
static class JsonFields
{
    static readonly JsonReaderState BehindValue = StateBehindValue();

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

    /// <summary>
    /// What stands between the brackets of an array of plain whole numbers, as a place in the record. It is not read number by number, but
    /// by a new reader that begins behind it.
    /// </summary>
    /// <param name="reader">The reader.</param>
    /// <param name="record">The whole record.</param>
    /// <param name="from">Where in the record the reader began, and where the new one begins.</param>
    public static Text Numbers(this ref Utf8JsonReader reader, ReadOnlySpan<byte> record, ref int from)
    {
        var start = from + (int)reader.BytesConsumed + 1;
        if (start <= record.Length && record[start - 1] == '[' && JsonText.FindEndOfNumbers(record[start..]) is var length and >= 0)
        {
            reader.ContinueAt(record, ref from, start + length + 1);
            return new Text(start, length, escaped: false);
        }

        reader.SkipValue();
        return default;
    }

    /// <summary>Goes on behind a value of an object in which the reader stands on the property's name.</summary>
    /// <param name="reader">The reader, in the outermost object; replaced by a new one.</param>
    /// <param name="record">The whole record.</param>
    /// <param name="from">Where in the record the reader began, and where the new one begins.</param>
    /// <param name="end">Where the value has ended.</param>
    public static void ContinueAt(this ref Utf8JsonReader reader, ReadOnlySpan<byte> record, ref int from, int end)
    {
        from = end;
        reader = new Utf8JsonReader(record[end..], isFinalBlock: true, BehindValue);
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

    static JsonReaderState StateBehindValue()
    {
        var reader = new Utf8JsonReader("{\"\":\"\""u8, isFinalBlock: false, default);
        while (reader.Read())
        {
        }

        return reader.CurrentState;
    }
}
