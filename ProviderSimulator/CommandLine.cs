using System.Globalization;

namespace ProviderSimulator;

/// <summary>Reads the command line.</summary>
static class CommandLine
{
    /// <summary>What the command line can hold.</summary>
    public const string Usage =
        """
        ProviderSimulator [--port N] [--recorded DIR] [--players N] [--newest TIME] [--throttle N]
                          [--lichess-downloads N] [--chesscom-parallel N] [--latency MS] [--seed N]

          --port N               port on loopback; 0 picks one (default 5080)
          --recorded DIR         serves DIR/lichess/NAME.ndjson and DIR/chesscom/NAME/YYYY-MM.json instead of generated players
          --players N            games of a generated player whose name does not end in -N (default 500)
          --newest TIME          when generated players' newest game was (default 2025-06-30T20:00:00Z)
          --throttle N           games per second and stream of Lichess' export (default 0: none)
          --lichess-downloads N  Lichess exports at once, more get 429 (default 2; 0: any number)
          --chesscom-parallel N  Chess.com requests at once, more get 429 (default 3; 0: any number)
          --latency MS           wait before each answer (default 0)
          --seed N               seed of the dice that faults are thrown with (default 1)
        """;

    /// <summary>Reads options given as pairs of name and value.</summary>
    /// <exception cref="FormatException">An option is unknown or its value is not valid.</exception>
    public static SimulatorOptions Parse(string[] arguments)
    {
        var options = new SimulatorOptions { Port = SimulatorOptions.DefaultPort };
        for (var i = 0; i < arguments.Length; i += 2)
        {
            if (i + 1 == arguments.Length) throw new FormatException($"{arguments[i]} needs a value.");
            var value = arguments[i + 1];
            options = arguments[i] switch
            {
                "--port" => options with { Port = Number(value, 65_535) },
                "--recorded" => options with { RecordedFolder = value },
                "--players" => options with { DefaultGames = Number(value, Players.PlayerName.MostGames) },
                "--newest" => options with { NewestGame = DateTimeOffset.Parse(value, null, DateTimeStyles.AssumeUniversal) },
                "--throttle" => options with { GamesPerSecond = double.Parse(value, CultureInfo.InvariantCulture) },
                "--lichess-downloads" => options with { LichessDownloads = Number(value, 1_000) },
                "--chesscom-parallel" => options with { ChessComParallel = Number(value, 1_000) },
                "--latency" => options with { Latency = TimeSpan.FromMilliseconds(Number(value, 600_000)) },
                "--seed" => options with { Seed = Number(value, int.MaxValue) },
                _ => throw new FormatException($"There is no option {arguments[i]}."),
            };
        }

        return options;
    }

    static int Number(string text, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most
            ? number
            : throw new FormatException($"'{text}' is not a number from 0 to {most}.");
}
