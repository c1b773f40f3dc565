namespace ProviderSimulator.Players;

/// <summary>Spreads the games of a block as people play: several in a row, then hours or days of nothing.</summary>
static class Bursts
{
    /// <summary>Ascending times in billionths of the block; some follow on the same instant.</summary>
    public static int[] Make(int games, ulong seed)
    {
        var dice = new Dice(seed);
        var gaps = new double[games];
        var left = 0;
        for (var i = 0; i < games; i++)
        {
            if (i % 61 == 17) continue; // the boards of a simultaneous exhibition start on the same instant
            if (left-- > 0) gaps[i] = 0.05 + dice.Fraction() * 0.1;
            else
            {
                left = dice.Between(0, 11);
                gaps[i] = 1 + dice.Fraction() * dice.Fraction() * 12;
            }
        }

        var total = gaps.Sum();
        var times = new int[games];
        var sum = 0.0;
        for (var i = 0; i < games; i++)
        {
            sum += gaps[i];
            times[i] = (int)(sum / total * 999_999_999);
        }

        return times;
    }
}
