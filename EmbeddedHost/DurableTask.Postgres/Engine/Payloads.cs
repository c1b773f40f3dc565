using System.Text;

namespace DurableTask.Postgres.Engine;

/// <summary>
/// What may travel through the hub. Everything that orchestrators and entities hand over is checked before it becomes part of a commit:
/// many instances share one, and what the database refuses must harm none but its own.
/// </summary>
static class Payloads
{
    /// <summary>The longest id of an instance or entity, in bytes of UTF-8.</summary>
    const int MaxIdLength = 1000;

    /// <exception cref="ArgumentException">The payload is too long, or no text that PostgreSQL stores.</exception>
    public static void Check(string? payload, int most, string what)
    {
        if (payload?.Length > most)
        {
            throw new ArgumentException(
                $"{what} has {payload.Length} characters; {most} are allowed (PostgresTaskHubOptions.MaxPayloadLength). Pass a reference instead.");
        }

        CheckText(payload, what);
    }

    /// <exception cref="ArgumentException">The text has a NUL or half a surrogate pair, which PostgreSQL does not store.</exception>
    public static void CheckText(string? text, string what)
    {
        if (text is null)
        {
            return;
        }

        if (text.Contains('\0'))
        {
            throw new ArgumentException($"{what} has a NUL character, which can't be stored.");
        }

        for (var rest = text.AsSpan(); rest.IndexOfAnyInRange('\ud800', '\udfff') is var at and >= 0; rest = rest[(at + 2)..])
        {
            if (Rune.DecodeFromUtf16(rest[at..], out _, out _) != System.Buffers.OperationStatus.Done)
            {
                throw new ArgumentException($"{what} has half of a surrogate pair, which is no character and can't be stored.");
            }
        }
    }

    /// <exception cref="ArgumentException">No instance or entity can have this id.</exception>
    public static void CheckId(string? id, string what)
    {
        CheckText(id, what);
        if (id is not null && Encoding.UTF8.GetByteCount(id) is var length and (0 or > MaxIdLength))
        {
            throw new ArgumentException($"{what} has {length} bytes of UTF-8; 1 to {MaxIdLength} are allowed.");
        }
    }
}
