using FaultHarness.Faults;

namespace FaultHarness.Rounds;

/// <summary>What came of a round.</summary>
/// <param name="Number">The round.</param>
/// <param name="Faults">The faults that were injected.</param>
/// <param name="Violations">What was found wrong; empty when all held.</param>
/// <param name="Instances">Instances that were started.</param>
/// <param name="Unacknowledged">Events and signals that were not acknowledged.</param>
/// <param name="Duration">Of the round with its check.</param>
sealed record RoundResult(
    int Number, IReadOnlyList<FaultKind> Faults, IReadOnlyList<string> Violations, int Instances, int Unacknowledged, TimeSpan Duration);
