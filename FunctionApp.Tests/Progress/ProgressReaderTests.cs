using System.Text.Json;
using ImportFunctions.Games;
using ImportFunctions.Games.Runs;
using ImportFunctions.Progress;
using Microsoft.DurableTask.Client;

namespace ImportFunctions.Tests.Progress;

public sealed class ProgressReaderTests
{
    static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    [Theory]
    [InlineData(ImportStatus.Completed, ImportStatus.Completed, 100)]
    [InlineData(ImportStatus.Failed, ImportStatus.Failed, 99)]
    [InlineData(ImportStatus.Cancelled, ImportStatus.Cancelled, 99)]
    public void Terminated_AfterItsRowWasClosed_IsShownAsTheRowSays(string row, string expected, int percent)
    {
        var player = new PlayerKey(Platforms.Lichess, "ann");
        var shown = new ImportProgress
        {
            UserId = "ann",
            Platform = Platforms.Lichess,
            InstanceId = player.InstanceId,
            RunId = Guid.NewGuid(),
            Status = ImportStatus.Importing,
            Message = ProgressMessages.Imported(90),
            ImportedGames = 90,
            Progress = 99,
        };
        var run = new ImportRun
        {
            RunId = shown.RunId.Value,
            InstanceId = player.InstanceId,
            Status = row,
            Limit = 1000,
            Counters = new RunCounters(100, 0, 100, 0),
            Error = row == ImportStatus.Failed ? new ProgressError(ImportErrorCodes.Timeout, "Too long.", true) : null,
            CreatedAt = Now.AddMinutes(-2),
            StartedAt = Now.AddMinutes(-1),
            UpdatedAt = Now,
            FinishedAt = Now,
        };
        var instance = new OrchestrationMetadata("ImportGames", player.InstanceId)
        {
            RuntimeStatus = OrchestrationRuntimeStatus.Terminated,
            CreatedAt = run.CreatedAt,
            LastUpdatedAt = Now,
            SerializedCustomStatus = JsonSerializer.Serialize(shown),
        };

        var progress = ProgressReader.Combine(player, instance, run, Now)!;

        Assert.Equal((expected, 100, percent), (progress.Status, progress.ImportedGames, (int)progress.Progress));
        Assert.Equal(row == ImportStatus.Failed ? ImportErrorCodes.Timeout : null, progress.Error?.Code);
    }
}
