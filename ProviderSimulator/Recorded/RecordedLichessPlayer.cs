using System.Text.Json;
using ProviderSimulator.Hosting;
using ProviderSimulator.Lichess;

namespace ProviderSimulator.Recorded;

/// <summary>A player whose whole export was recorded; each game is sent with the bytes it was recorded with.</summary>
sealed class RecordedLichessPlayer : ILichessPlayer
{
    readonly byte[] _file;
    readonly (long CreatedAt, int Start, int Length, string Id)[] _games;

    RecordedLichessPlayer(byte[] file, string id)
    {
        _file = file;
        Name = id;
        var games = new List<(long CreatedAt, int Start, int Length, string Id)>();
        var start = file.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0;
        while (start < file.Length)
        {
            var newline = Array.IndexOf(file, (byte)'\n', start);
            var end = newline < 0 ? file.Length : newline;
            var length = end - start;
            if (length > 0 && file[end - 1] == '\r') length--;
            if (Read(start, length) is { } game) games.Add(game);
            start = end + 1;
        }

        // Newest first in the file; the sort is stable, so games of one instant keep the recorded order when sent newest first.
        games.Reverse();
        _games = [.. games.OrderBy(game => game.CreatedAt)];
    }

    /// <inheritdoc/>
    public string Name { get; private set; }

    /// <inheritdoc/>
    public int Count => _games.Length;

    /// <summary>Reads a player's file; null when there is none.</summary>
    public static RecordedLichessPlayer? Open(string folder, string id)
    {
        var directory = new DirectoryInfo(Path.Combine(folder, "lichess"));
        if (!directory.Exists) return null;
        var file = directory.EnumerateFiles("*.ndjson")
            .FirstOrDefault(file => Path.GetFileNameWithoutExtension(file.Name).Equals(id, StringComparison.OrdinalIgnoreCase));
        if (file is null) return null;
        return new RecordedLichessPlayer(File.ReadAllBytes(file.FullName), Path.GetFileNameWithoutExtension(file.Name));
    }

    /// <inheritdoc/>
    public long CreatedAt(int position) => _games[position].CreatedAt;

    /// <inheritdoc/>
    public string Id(int position) => _games[position].Id;

    /// <inheritdoc/>
    public int Before(long time)
    {
        var (low, high) = (0, _games.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_games[middle].CreatedAt < time) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    /// <inheritdoc/>
    public void Write(int position, Utf8Buffer buffer, LichessFields fields)
    {
        var (_, start, length, _) = _games[position];
        buffer.Append(_file.AsSpan(start, length));
        buffer.Append("\n"u8);
    }

    // Null for empty lines and for what a broken-off recording left.
    (long CreatedAt, int Start, int Length, string Id)? Read(int start, int length)
    {
        using var document = Parse(start, length);
        if (document?.RootElement is not { ValueKind: JsonValueKind.Object } game
            || !game.TryGetProperty("id", out var id) || !game.TryGetProperty("createdAt", out var created)) return null;
        foreach (var side in game.TryGetProperty("players", out var players) ? players.EnumerateObject() : default)
            if (side.Value.TryGetProperty("user", out var user) && user.TryGetProperty("name", out var name)
                && string.Equals(name.GetString(), Name, StringComparison.OrdinalIgnoreCase))
                Name = name.GetString()!;
        return (Milliseconds(created), start, length, id.GetString()!);
    }

    JsonDocument? Parse(int start, int length)
    {
        try
        {
            return length == 0 ? null : JsonDocument.Parse(_file.AsMemory(start, length));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Some clients save the time as text.
    static long Milliseconds(JsonElement time) => time.ValueKind == JsonValueKind.Number
        ? (long)time.GetDouble()
        : DateTimeOffset.Parse(time.GetString()!, null, System.Globalization.DateTimeStyles.AssumeUniversal).ToUnixTimeMilliseconds();
}
