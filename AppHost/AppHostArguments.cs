namespace AppHost;

/// <summary>The command line, understood.</summary>
/// <param name="Demo">Show the main job and end, instead of serving.</param>
/// <param name="Recorded">Folder with recorded provider responses for the demo, or <see langword="null"/> for generated players.</param>
/// <param name="Keep">Leave the demo's service up until Ctrl+C.</param>
/// <param name="Urls">Listening addresses as given, or <see langword="null"/>.</param>
sealed record AppHostArguments(bool Demo, string? Recorded, bool Keep, string? Urls)
{
    /// <summary>How to call the program.</summary>
    public const string Usage =
        """
        dotnet run --project AppHost [-- --urls http://localhost:7071]
            serves the application; starts PostgreSQL unless IMPORT_DATABASE is set
        dotnet run --project AppHost -- demo [--recorded DIR] [--keep]
            imports four players from simulated providers and checks the result
        """;

    /// <summary>Reads the command line.</summary>
    /// <exception cref="ArgumentException">Something in it is unknown or incomplete; the message says what.</exception>
    public static AppHostArguments Parse(IReadOnlyList<string> arguments)
    {
        var result = new AppHostArguments(Demo: false, Recorded: null, Keep: false, Urls: null);
        for (var index = 0; index < arguments.Count; index++)
        {
            var (name, value) = arguments[index].Split('=', 2) is [var left, var right] ? (left, right) : (arguments[index], null);
            result = name switch
            {
                "demo" => result with { Demo = true },
                "--keep" => result with { Keep = true },
                "--recorded" => result with { Recorded = Path.GetFullPath(Value()) },
                "--urls" => result with { Urls = Value() },
                _ => throw new ArgumentException($"Unknown argument: {arguments[index]}"),
            };

            string Value() => value ?? (++index < arguments.Count ? arguments[index] : throw new ArgumentException($"{name} needs a value."));
        }

        if (!result.Demo && (result.Recorded is not null || result.Keep))
            throw new ArgumentException("--recorded and --keep belong to the demo.");
        if (result.Demo && result.Urls is not null)
            throw new ArgumentException("The demo chooses its addresses itself.");
        if (result.Recorded is { } folder && !Directory.Exists(folder))
            throw new ArgumentException($"There is no folder {folder}.");
        return result;
    }
}
