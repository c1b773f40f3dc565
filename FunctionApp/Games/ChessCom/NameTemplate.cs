using System.Text;

namespace ImportFunctions.Games.ChessCom;

/// <summary>Names that a record has, in the order in which they usually come, which spares looking for each.</summary>
/// <param name="names">A letter for each name and what stands in front of its value.</param>
sealed class NameTemplate(params (char Letter, string Opening)[] names)
{
    readonly (byte Letter, byte[] Opening)[] _names = [.. names.Select(n => ((byte)n.Letter, Encoding.UTF8.GetBytes(n.Opening)))];

    /// <summary>Finds the name that a text begins with.</summary>
    /// <param name="text">Where a name may stand.</param>
    /// <param name="next">The place in the order that is looked at first; moved behind what was found.</param>
    /// <param name="value">How far into the text its value begins.</param>
    /// <returns>Its letter, 0 where it is none of them.</returns>
    public byte Find(ReadOnlySpan<byte> text, ref int next, out int value)
    {
        for (var i = 0; i < _names.Length; i++)
        {
            var place = next + i < _names.Length ? next + i : next + i - _names.Length;
            var (letter, opening) = _names[place];
            if (!text.StartsWith(opening))
                continue;
            next = place + 1;
            value = opening.Length;
            return letter;
        }

        value = 0;
        return 0;
    }
}
