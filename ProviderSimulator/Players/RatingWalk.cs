namespace ProviderSimulator.Players;

/// <summary>Wins and losses of one kind of game whose rating changes add up to nothing, so that blocks can follow each other.</summary>
sealed class RatingWalk(int ratedGames)
{
    int _left = ratedGames, _offset;

    /// <summary>Rating before the next game, relative to where the block began.</summary>
    public int Offset => _offset;

    /// <summary>Chooses the next rated game's outcome and change.</summary>
    /// <returns>1 won, 0 drawn, -1 lost; and the change of the rating, of the same sign.</returns>
    public (int Result, int Change) Next(ref Dice dice)
    {
        _left--;
        int change;
        if (_left == 0) change = -_offset;
        else
        {
            var homeward = Math.Abs(_offset) > 7 * (_left - 1) || Math.Abs(_offset) > 80;
            var roll = dice.Next(100);
            var sign = homeward ? -Math.Sign(_offset) : roll < 47 ? 1 : roll < 94 ? -1 : 0;
            if (_left == 1 && _offset == 0) sign = 0;
            change = sign * dice.Between(4, 9);
        }

        _offset += change;
        return (Math.Sign(change), change);
    }
}
