using System.Globalization;

namespace AppHost.Demo;

/// <summary>What was imported, as a table.</summary>
static class SummaryTable
{
    /// <summary>Writes a row for each import and one for all.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="runs">Imports that are over.</param>
    /// <param name="totalSeconds">From the first start to the last end.</param>
    /// <param name="peakMemory">The most memory that the application had in RAM, in bytes.</param>
    public static void Write(TextWriter output, IReadOnlyList<ImportRun> runs, double totalSeconds, long peakMemory)
    {
        output.WriteLine();
        output.WriteLine("  player           provider         new  duplicate  seconds   games/s");
        output.WriteLine("  ------------------------------------------------------------------");
        foreach (var run in runs)
            WriteRow(output, run.Player.UserId, run.Player.Platform, run.Progress.ImportedGames ?? 0, run.Progress.DuplicateGames ?? 0, run.Seconds);
        output.WriteLine("  ------------------------------------------------------------------");
        WriteRow(
            output, "all", "", runs.Sum(static run => run.Progress.ImportedGames ?? 0), runs.Sum(static run => run.Progress.DuplicateGames ?? 0),
            totalSeconds);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"  peak memory of the application: {peakMemory / 1024.0 / 1024.0:0} MB"));
        output.WriteLine();
    }

    static void WriteRow(TextWriter output, string player, string platform, int imported, int duplicate, double seconds)
    {
        var rate = seconds > 0 ? imported / seconds : 0;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"  {player,-16} {platform,-10} {imported,9:N0}  {duplicate,9:N0}  {seconds,7:0.0}  {rate,8:N0}"));
    }
}
