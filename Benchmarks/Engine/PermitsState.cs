namespace Benchmarks.Engine;

/// <summary>Permits that are left and who waits for one.</summary>
sealed class PermitsState
{
    /// <summary>Permits that nobody has.</summary>
    public int Free { get; set; } = SemaphoreBenchmark.Permits;

    /// <summary>Instances that wait, in order.</summary>
    public Queue<string> Waiting { get; set; } = new();
}
