using System.Globalization;

namespace FaultHarness.Rounds;

/// <summary>Numbered items, by sender; an item is <c>sender#number</c>.</summary>
sealed class SentItems
{
    readonly Lock _gate = new();
    readonly Dictionary<string, int> _last = new(StringComparer.Ordinal);
    readonly HashSet<string> _sent = new(StringComparer.Ordinal);
    readonly HashSet<string> _acknowledged = new(StringComparer.Ordinal);

    public string Next(string sender)
    {
        lock (_gate)
        {
            var number = _last[sender] = _last.GetValueOrDefault(sender, -1) + 1;
            var item = string.Create(CultureInfo.InvariantCulture, $"{sender}#{number}");
            _sent.Add(item);
            return item;
        }
    }

    public void Acknowledge(string item)
    {
        lock (_gate)
        {
            _acknowledged.Add(item);
        }
    }

    /// <summary>Notes items that an orchestration sends, which must all arrive.</summary>
    public void Expect(string sender, int count)
    {
        for (var i = 0; i < count; i++)
        {
            Acknowledge(Next(sender));
        }
    }

    public IReadOnlyList<string> Acknowledged()
    {
        lock (_gate)
        {
            return [.. _acknowledged];
        }
    }

    /// <summary>Compares with what has arrived, in order of arrival; nothing is sent any more by then.</summary>
    public IEnumerable<string> Violations(string receiver, IReadOnlyList<string> arrived)
    {
        foreach (var item in _acknowledged.Except(arrived))
        {
            yield return $"{receiver}: {item} was acknowledged and is lost";
        }

        foreach (var item in arrived.GroupBy(i => i).Where(g => g.Count() > 1))
        {
            yield return $"{receiver}: {item.Key} was applied {item.Count()} times";
        }

        foreach (var item in arrived.Where(i => !_sent.Contains(i)))
        {
            yield return $"{receiver}: {item} was never sent";
        }

        var last = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var item in arrived.Where(_acknowledged.Contains))
        {
            var cut = item.LastIndexOf('#');
            var (sender, number) = (item[..cut], int.Parse(item.AsSpan(cut + 1), CultureInfo.InvariantCulture));
            if (number < last.GetValueOrDefault(sender, -1))
            {
                yield return $"{receiver}: {item} arrived after #{last[sender]} of the same sender";
            }

            last[sender] = number;
        }
    }
}
