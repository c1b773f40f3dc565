namespace ProviderSimulator.Players;

/// <summary>Small seeded source of numbers (SplitMix64), so that everything made up is the same in every run.</summary>
struct Dice(ulong seed)
{
    ulong _state = seed;

    /// <summary>Sixty-four well-mixed bits of a number; different numbers give different bits.</summary>
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9UL;
        value = (value ^ (value >> 27)) * 0x94d049bb133111ebUL;
        return value ^ (value >> 31);
    }

    /// <summary>A hash of a text, the same in every process.</summary>
    public static ulong Hash(string text)
    {
        var hash = 0xcbf29ce484222325UL;
        foreach (var c in text) hash = (hash ^ c) * 0x100000001b3UL;
        return Mix(hash);
    }

    /// <summary>The next sixty-four bits.</summary>
    public ulong Bits() => Mix(_state += 0x9e3779b97f4a7c15UL);

    /// <summary>A number from 0 up to but not including <paramref name="below"/>.</summary>
    public int Next(int below) => (int)(Bits() % (ulong)below);

    /// <summary>A number from <paramref name="from"/> to <paramref name="to"/>, both included.</summary>
    public int Between(int from, int to) => from + Next(to - from + 1);

    /// <summary>A number from 0 up to but not including 1.</summary>
    public double Fraction() => (Bits() >> 11) / (double)(1UL << 53);

    /// <summary>One of the given values.</summary>
    public T Pick<T>(IReadOnlyList<T> values) => values[Next(values.Count)];
}
