using ProviderSimulator.Players;

namespace ProviderSimulator.Faults;

/// <summary>Decides which requests fail: by the request's own <c>fault</c>, else by the script, else by seeded dice.</summary>
sealed class FaultDice
{
    readonly Lock _lock = new();
    readonly Queue<FaultKind> _script = new();
    Dice _dice;

    /// <summary>Seeds the dice.</summary>
    public FaultDice(int seed) => _dice = new Dice((ulong)seed);

    /// <summary>How often what goes wrong.</summary>
    public FaultSettings Settings { get; private set; } = new();

    /// <summary>Begins anew with other settings.</summary>
    /// <param name="settings">How often what goes wrong.</param>
    /// <param name="seed">Seed of the dice; null lets them roll on.</param>
    public void Use(FaultSettings settings, int? seed)
    {
        lock (_lock)
        {
            Settings = settings;
            if (seed is { } number) _dice = new Dice((ulong)number);
        }
    }

    /// <summary>Fixes what the next requests meet; replaces what was left of an earlier script.</summary>
    /// <exception cref="FormatException">No fault has that name.</exception>
    public void Script(IEnumerable<string> faults)
    {
        var kinds = faults.Select(Parse).ToList();
        lock (_lock)
        {
            _script.Clear();
            foreach (var kind in kinds) _script.Enqueue(kind);
        }
    }

    /// <summary>What goes wrong with a request.</summary>
    public Fault Throw(HttpRequest request)
    {
        lock (_lock)
        {
            var settings = Settings;
            var kind = request.Query["fault"].ToString() is { Length: > 0 } own ? Parse(own)
                : settings.Path is { } path && request.Path.Value?.Contains(path, StringComparison.OrdinalIgnoreCase) != true
                ? FaultKind.None
                : _script.TryDequeue(out var scripted) ? scripted
                : Roll(settings);
            var after = Number(request, "fault_after") ?? settings.AfterGames ?? _dice.Next(200);
            return new Fault(kind, after, TimeSpan.FromMilliseconds(Number(request, "stall_ms") ?? settings.StallMs),
                TimeSpan.FromMilliseconds(Number(request, "line_delay_ms") ?? settings.LineDelayMs),
                Number(request, "retry_after") ?? settings.RetryAfterSeconds);
        }
    }

    /// <summary>A fault's name in queries, scripts and figures.</summary>
    public static string Name(FaultKind kind) => kind switch
    {
        FaultKind.TooManyRequests => "429",
        FaultKind.ServerError => "500",
        FaultKind.Gone => "410",
        FaultKind.CleanEnd => "end",
        FaultKind.InternalError => "internal-error",
        FaultKind.None => "ok",
        _ => kind.ToString().ToLowerInvariant(),
    };

    static FaultKind Parse(string name)
    {
        foreach (var kind in Enum.GetValues<FaultKind>())
            if (Name(kind) == name) return kind;
        throw new FormatException($"There is no fault '{name}'.");
    }

    FaultKind Roll(FaultSettings settings)
    {
        var roll = _dice.Fraction();
        foreach (var (rate, kind) in Rates(settings))
        {
            if (roll < rate) return kind;
            roll -= rate;
        }

        return FaultKind.None;
    }

    static IEnumerable<(double Rate, FaultKind Kind)> Rates(FaultSettings settings) =>
    [
        (settings.TooManyRequests, FaultKind.TooManyRequests), (settings.ServerError, FaultKind.ServerError), (settings.Cut, FaultKind.Cut),
        (settings.CleanEnd, FaultKind.CleanEnd), (settings.Garbage, FaultKind.Garbage), (settings.Stall, FaultKind.Stall),
        (settings.InternalError, FaultKind.InternalError), (settings.Gone, FaultKind.Gone),
    ];

    static int? Number(HttpRequest request, string name) => int.TryParse(request.Query[name], out var number) ? number : null;
}
