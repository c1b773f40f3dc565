using System.Security.Cryptography;
using System.Text.Json;
using ProviderSimulator.ChessCom;
using ProviderSimulator.Hosting;

namespace ProviderSimulator.Recorded;

/// <summary>One recorded monthly archive.</summary>
sealed class RecordedChessComMonth : IChessComMonth
{
    readonly byte[] _body;
    readonly List<string> _ids = [];

    /// <summary>Reads an archive.</summary>
    /// <param name="body">As it was recorded.</param>
    /// <param name="player">Whose it is.</param>
    public RecordedChessComMonth(byte[] body, string player)
    {
        _body = body;
        Version = Convert.ToHexStringLower(MD5.HashData(body));
        using var document = JsonDocument.Parse(body.AsMemory(body.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0));
        foreach (var game in document.RootElement.GetProperty("games").EnumerateArray())
        {
            var url = game.TryGetProperty("url", out var address) ? address.GetString() ?? "" : "";
            var hasUuid = game.TryGetProperty("uuid", out var uuid) && uuid.GetString() is { Length: > 0 };
            _ids.Add(hasUuid ? uuid.GetString()! : url[(url.LastIndexOf('/') + 1)..]);
            if (game.TryGetProperty("end_time", out var end) && end.TryGetInt64(out var seconds))
            {
                if (FirstEnd == 0) FirstEnd = seconds;
                LastEnd = seconds;
            }

            foreach (var side in (string[])["white", "black"])
                if (game.TryGetProperty(side, out var one) && one.TryGetProperty("username", out var name)
                    && string.Equals(name.GetString(), player, StringComparison.OrdinalIgnoreCase))
                    PlayerName = name.GetString();
        }
    }

    /// <summary>A month without games.</summary>
    public static RecordedChessComMonth Empty { get; } = new("{\"games\":[]}"u8.ToArray(), "");

    /// <summary>A hash of the body.</summary>
    public string Version { get; }

    /// <summary>The player's name as the last game shows it; null when no game is the player's.</summary>
    public string? PlayerName { get; }

    /// <summary>End of the first game, s since 1970.</summary>
    public long FirstEnd { get; }

    /// <summary>End of the last game, s since 1970.</summary>
    public long LastEnd { get; }

    /// <inheritdoc/>
    public int Count => _ids.Count;

    /// <inheritdoc/>
    public string Id(int number) => _ids[number];

    /// <inheritdoc/>
    public int Parts => 1;

    /// <inheritdoc/>
    public void Write(int part, Utf8Buffer buffer) => buffer.Append(_body);
}
