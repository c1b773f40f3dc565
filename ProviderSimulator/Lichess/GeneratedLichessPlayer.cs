using System.Text;
using ProviderSimulator.Hosting;
using ProviderSimulator.Players;

namespace ProviderSimulator.Lichess;

/// <summary>A made-up player, every game of which follows from the player's name and the game's number.</summary>
sealed class GeneratedLichessPlayer : ILichessPlayer
{
    const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    static readonly string[] Perfs = [.. LichessBlock.Slots.Select(slot => slot.Perf).Distinct().Order(StringComparer.Ordinal)];

    readonly Timeline _timeline;
    readonly ulong _seed;
    readonly long _latestEnd;
    readonly byte[] _user;
    readonly int[] _ratings;

    /// <summary>Makes the player.</summary>
    /// <param name="name">Who.</param>
    /// <param name="timeline">When the games were.</param>
    public GeneratedLichessPlayer(PlayerName name, Timeline timeline)
    {
        Name = name.Display;
        _timeline = timeline;
        _seed = Dice.Mix(name.Seed ^ 0x11c4e55);
        _user = Encoding.UTF8.GetBytes($"\"user\":{{\"name\":\"{name.Display}\",\"id\":\"{name.Id}\"}}");
        _latestEnd = timeline.Count == 0 ? 0 : timeline.At(timeline.Count - 1).Time + 3_600_000;
        var strength = 900 + (int)(_seed % 1200);
        _ratings = [.. LichessBlock.Slots.Select(slot => strength + 25 * Array.IndexOf(Perfs, slot.Perf) + slot.RatingOffset)];
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int Count => _timeline.Count;

    /// <inheritdoc/>
    public long CreatedAt(int position) => _timeline.At(position).Time;

    /// <inheritdoc/>
    public int Before(long time) => _timeline.Before(time);

    /// <inheritdoc/>
    public string Id(int position)
    {
        Span<byte> id = stackalloc byte[8];
        WriteId(_timeline.At(position).Index, id);
        return Encoding.ASCII.GetString(id);
    }

    /// <inheritdoc/>
    public void Write(int position, Utf8Buffer buffer, LichessFields fields)
    {
        var game = _timeline.At(position);
        var slot = LichessBlock.Slots[game.Slot];
        var bits = Dice.Mix(_seed + (ulong)game.Index);
        var isWhite = (bits & 1) == 0;
        var template = isWhite ? slot.AsWhite : slot.AsBlack;
        Span<byte> id = stackalloc byte[8];
        WriteId(game.Index, id);
        buffer.Append("{\"id\":\""u8);
        buffer.Append(id);
        buffer.Append(template.Head);
        buffer.Append(game.Time);
        buffer.Append(",\"lastMoveAt\":"u8);
        buffer.Append(game.Other ?? Math.Min(game.Time + slot.Duration, Math.Max(_latestEnd, game.Time + 1_000)));
        buffer.Append(template.Middle);
        if (isWhite) WritePlayer(buffer, slot, game.Slot);
        else WriteOpponent(buffer, slot, game.Slot, bits);
        buffer.Append(",\"black\":"u8);
        if (isWhite) WriteOpponent(buffer, slot, game.Slot, bits);
        else WritePlayer(buffer, slot, game.Slot);
        buffer.Append(template.Result);
        if (fields.HasFlag(LichessFields.Opening)) buffer.Append(template.Opening);
        if (fields.HasFlag(LichessFields.Moves)) buffer.Append(template.Moves);
        if (fields.HasFlag(LichessFields.Clocks)) buffer.Append(template.Clocks);
        buffer.Append(template.Tail);
    }

    void WritePlayer(Utf8Buffer buffer, LichessSlot slot, int number)
    {
        buffer.Append("{"u8);
        buffer.Append(_user);
        buffer.Append(",\"rating\":"u8);
        buffer.Append(_ratings[number]);
        WriteChange(buffer, slot, slot.Change);
        if (slot.Kind == LichessKind.Provisional) buffer.Append(",\"provisional\":true"u8);
        if (slot.Kind == LichessKind.Berserk) buffer.Append(",\"berserk\":true"u8);
        buffer.Append("}"u8);
    }

    void WriteOpponent(Utf8Buffer buffer, LichessSlot slot, int number, ulong bits)
    {
        if (slot.OtherSide is { } other)
        {
            buffer.Append(other);
            return;
        }

        buffer.Append("{"u8);
        buffer.Append(Opponents.All[(int)((bits >> 8) % Opponents.Count)].LichessUser);
        buffer.Append(",\"rating\":"u8);
        buffer.Append(_ratings[number] + slot.OpponentOffset);
        WriteChange(buffer, slot, slot.OpponentChange);
        buffer.Append("}"u8);
    }

    static void WriteChange(Utf8Buffer buffer, LichessSlot slot, int change)
    {
        if (!slot.Rated) return;
        buffer.Append(",\"ratingDiff\":"u8);
        buffer.Append(change);
    }

    // Twenty-five bits of the player and twenty-two of the game, mixed by steps that can be undone: no id comes twice in a player's games.
    void WriteId(int index, Span<byte> id)
    {
        const ulong mask = (1UL << 47) - 1;
        var value = ((_seed & 0x1ffffff) << 22) | (uint)index;
        value = (value * 0x5851f42d4c957f2dUL) & mask;
        value ^= value >> 23;
        value = (value * 0x14057b7ef767814fUL) & mask;
        value ^= value >> 25;
        for (var i = 0; i < 8; i++)
        {
            id[i] = (byte)Base62[(int)(value % 62)];
            value /= 62;
        }
    }
}
