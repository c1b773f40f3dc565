using System.Text;

namespace ImportFunctions.Games.Storage;

/// <summary>Names that a record has, in the order in which they usually come, which spares looking for each.</summary>
sealed class NameTemplate
{
    readonly RecordName[] _names;

    /// <summary>Names of values.</summary>
    /// <param name="names">A letter for each name, and what stands in front of its value.</param>
    public NameTemplate(params (char Letter, string Opening)[] names)
        : this([.. names.Select(name => (name.Letter, name.Opening, default(NameTemplate)))])
    {
    }

    /// <summary>Names of values and of objects.</summary>
    /// <param name="names">As above, and the names inside an object.</param>
    public NameTemplate(params (char Letter, string Opening, NameTemplate? Inside)[] names) =>
        _names = [.. names.Select(name => new RecordName((byte)name.Letter, Encoding.UTF8.GetBytes(name.Opening), name.Inside))];

    /// <summary>Finds the name that a text begins with.</summary>
    /// <param name="text">Where a name may stand.</param>
    /// <param name="next">The place in the order that is looked at first; moved behind what was found.</param>
    public RecordName? Find(ReadOnlySpan<byte> text, ref int next)
    {
        for (var i = 0; i < _names.Length; i++)
        {
            var place = next + i < _names.Length ? next + i : next + i - _names.Length;
            if (!text.StartsWith(_names[place].Opening))
                continue;
            next = place + 1;
            return _names[place];
        }

        return null;
    }
}
