using System.Runtime.CompilerServices;
using ImportFunctions.Games.Http;

namespace ImportFunctions.Games.ChessCom;

/// <summary>Cuts a month's <c>{"games":[{…},{…}]}</c> into its games while it is being received.</summary>
sealed class MonthSplitter(BodyReader body)
{
    bool _inArray;
    int _scanned;
    int _depth;
    bool _inString;
    bool _guessed;
    bool _doubted;

    /// <summary>What comes next.</summary>
    /// <param name="length">The game's bytes at the front of <see cref="BodyReader.Unread"/>; the caller consumes them.</param>
    public MonthPiece Next(out int length)
    {
        length = 0;
        if (!_inArray && !FindArray())
            return MonthPiece.NeedMore;
        if (_scanned == 0)
        {
            var gap = body.Unread.IndexOfAnyExcept(" \t\r\n,"u8);
            body.Consume(gap < 0 ? body.Unread.Length : gap);
            if (gap < 0)
                return MonthPiece.NeedMore;
            if (body.Unread[0] == ']')
                return MonthPiece.End;
            if (body.Unread[0] != '{')
                return MonthPiece.Garbage;
        }

        // What separates games nearly always ends one. If it stood inside a game, the piece in front of it is no complete object.
        if (_scanned == 0 && !_doubted && body.Unread.IndexOf("},{"u8) is var end && end >= 0)
        {
            length = end + 1;
            _guessed = true;
            return MonthPiece.Game;
        }

        if (!FindEnd())
            return MonthPiece.NeedMore;
        length = _scanned;
        _scanned = 0;
        _guessed = _doubted = false;
        return MonthPiece.Game;
    }

    /// <summary>The last game cannot be parsed.</summary>
    /// <returns>Whether it was cut out in haste: <see cref="Next"/> then cuts it out with care.</returns>
    public bool Doubt()
    {
        _doubted = _guessed;
        _guessed = false;
        return _doubted;
    }

    /// <summary>Goes on behind garbage, at what may be the next game.</summary>
    public void SkipGarbage()
    {
        var next = body.Unread.IndexOfAny((byte)'{', (byte)']');
        body.Consume(next < 0 ? body.Unread.Length : next);
    }

    bool FindArray()
    {
        var unread = body.Unread;
        var start = unread.IndexOf("\"games\""u8);
        if (start < 0)
        {
            // Other fields may precede the array, but a body without one is not for keeping.
            return unread.Length > 64 * 1024 ? throw new InvalidDataException("No list of games at the beginning of a month.") : false;
        }

        var bracket = unread[start..].IndexOf((byte)'[');
        if (bracket < 0)
            return false;
        body.Consume(start + bracket + 1);
        return _inArray = true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    bool FindEnd()
    {
        var unread = body.Unread;
        while (_scanned < unread.Length)
        {
            var rest = unread[_scanned..];
            var at = _inString ? rest.IndexOfAny((byte)'"', (byte)'\\') : rest.IndexOfAny((byte)'"', (byte)'{', (byte)'}');
            if (at < 0)
            {
                _scanned = unread.Length;
                return false;
            }

            if (rest[at] == '\\')
            {
                if (at + 1 >= rest.Length)
                {
                    _scanned += at;
                    return false;
                }

                _scanned += at + 2;
                continue;
            }

            _scanned += at + 1;
            if (rest[at] == '"')
                _inString = !_inString;
            else if (rest[at] == '{')
                _depth++;
            else if (--_depth == 0)
                return true;
        }

        return false;
    }
}
