using ProviderSimulator.Faults;
using ProviderSimulator.Players;

namespace ProviderSimulator.Hosting;

/// <summary>What the endpoints share.</summary>
sealed class SimulatorState(SimulatorOptions options, TimeProvider time)
{
    /// <summary>Settings now in force.</summary>
    public SimulatorOptions Options { get; set; } = options;

    /// <summary>Settings at the start.</summary>
    public SimulatorOptions Initial { get; } = options;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; } = time;

    /// <summary>The players.</summary>
    public PlayerDirectory Players { get; } = new(options, time);

    /// <summary>The faults.</summary>
    public FaultDice Faults { get; } = new(options.Seed);

    /// <summary>The figures.</summary>
    public Statistics Statistics { get; } = new();

    /// <summary>Lichess exports that run.</summary>
    public ParallelGate LichessDownloads { get; } = new();

    /// <summary>Chess.com requests that run.</summary>
    public ParallelGate ChessComRequests { get; } = new();
}
