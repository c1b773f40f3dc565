using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.DurableTask.Converters;
using Microsoft.DurableTask.Entities;

namespace DurableTask.Postgres.Tests.Registration;

public class ClientModelTests
{
    static readonly EntityInstanceId Id = new("Counter", "Key");

    [Fact]
    public void Metadata_WithConverter_ReadsItsValues()
    {
        var metadata = new OrchestrationMetadata("O", "i")
        {
            DataConverter = JsonDataConverter.Default,
            SerializedInput = "1",
            SerializedOutput = "\"two\"",
            SerializedCustomStatus = "[3]",
        };
        Assert.Equal(1, metadata.ReadInputAs<int>());
        Assert.Equal("two", metadata.ReadOutputAs<string>());
        Assert.Equal([3], metadata.ReadCustomStatusAs<int[]>()!);
    }

    [Fact]
    public void Metadata_WithoutConverter_RefusesToRead()
    {
        var metadata = new OrchestrationMetadata("O", "i");
        var error = Assert.Throws<InvalidOperationException>(metadata.ReadInputAs<string>);
        Assert.Contains("ReadInputAs", error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(metadata.ReadOutputAs<string>);
        Assert.Throws<InvalidOperationException>(metadata.ReadCustomStatusAs<string>);
        Assert.Empty(metadata.Tags);
    }

    [Theory]
    [InlineData(OrchestrationRuntimeStatus.Pending, false, false)]
    [InlineData(OrchestrationRuntimeStatus.Running, true, false)]
    [InlineData(OrchestrationRuntimeStatus.Suspended, false, false)]
    [InlineData(OrchestrationRuntimeStatus.Completed, false, true)]
    [InlineData(OrchestrationRuntimeStatus.Failed, false, true)]
    [InlineData(OrchestrationRuntimeStatus.Terminated, false, true)]
    public void Metadata_Status_SaysWhetherItRunsOrIsOver(OrchestrationRuntimeStatus status, bool running, bool completed)
    {
        var metadata = new OrchestrationMetadata("O", "i") { RuntimeStatus = status };
        Assert.Equal((running, completed), (metadata.IsRunning, metadata.IsCompleted));
    }

    [Fact]
    public void Metadata_ToString_CutsLongValues()
    {
        var metadata = new OrchestrationMetadata("O", "i")
        {
            RuntimeStatus = OrchestrationRuntimeStatus.Failed,
            CreatedAt = DateTimeOffset.UnixEpoch,
            LastUpdatedAt = DateTimeOffset.UnixEpoch,
            SerializedInput = new string('x', 51),
            SerializedOutput = new string('y', 50),
            FailureDetails = new TaskFailureDetails("E", "M", null, null, null),
        };
        Assert.Equal(
            $"[Name: 'O', ID: 'i', RuntimeStatus: Failed, CreatedAt: 1970-01-01T00:00:00, LastUpdatedAt: 1970-01-01T00:00:00, "
            + $"Input: '{new string('x', 50)}...', Output: '{new string('y', 50)}', FailureDetails: 'E - M']",
            metadata.ToString());
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("", "@")]
    [InlineData("Counter", "@counter")]
    [InlineData("@Counter", "@counter")]
    [InlineData("Counter@Key", "@counter@Key")]
    [InlineData("@Counter@Key@X", "@counter@Key@X")]
    public void EntityQuery_Prefix_IsNormalizedUpToTheKey(string? given, string? expected)
        => Assert.Equal(expected, new EntityQuery { InstanceIdStartsWith = given }.InstanceIdStartsWith);

    [Fact]
    public void EntityMetadata_WithoutState_RefusesToGiveIt()
    {
        var metadata = new EntityMetadata<int?>(Id, null);
        Assert.False(metadata.IncludesState);
        Assert.Throws<InvalidOperationException>(() => metadata.State);
        Assert.Throws<ArgumentException>(() => new EntityMetadata(default));
    }

    [Fact]
    public void EntityMetadata_ToJson_LeavesOutWhatDoesNotApply()
    {
        var web = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        var bare = new EntityMetadata<int>(Id) { LastModifiedTime = DateTimeOffset.UnixEpoch };
        var full = new EntityMetadata<int[]>(Id, [1, 2])
        {
            LastModifiedTime = DateTimeOffset.UnixEpoch,
            BacklogQueueSize = 4,
            LockedBy = "owner",
        };
        var serialized = new EntityMetadata(Id, new SerializedData("[1]")) { LastModifiedTime = DateTimeOffset.UnixEpoch };

        const string Start = """{"id":"@counter@Key","lastModifiedTime":"1970-01-01T00:00:00+00:00" """;
        Assert.Equal(Start.TrimEnd() + "}", JsonSerializer.Serialize(bare, web));
        Assert.Equal(
            Start.TrimEnd() + ""","backlogQueueSize":4,"lockedBy":"owner","state":[1,2]}""", JsonSerializer.Serialize(full, web));
        Assert.Equal(Start.TrimEnd() + ""","state":"[1]"}""", JsonSerializer.Serialize(serialized, web));
        Assert.StartsWith("""{"Id":""", JsonSerializer.Serialize(serialized), StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(() => JsonSerializer.Deserialize<EntityMetadata>("{}"));
    }

    [Fact]
    public void PurgeResult_NegativeCount_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new PurgeResult(-1));
        Assert.Null(new PurgeResult(0).IsComplete);
        Assert.False(new PurgeResult(2, false).IsComplete);
    }

    [Fact]
    public void SerializedData_ReadsWithItsConverter()
    {
        Assert.Equal([1], new SerializedData("[1]").ReadAs<int[]>());
        Assert.Throws<ArgumentNullException>(() => new SerializedData(null!));
    }

    [Fact]
    public void CleanRequest_Default_DoesEverything()
        => Assert.Equal(
            new CleanEntityStorageRequest { RemoveEmptyEntities = true, ReleaseOrphanedLocks = true }, CleanEntityStorageRequest.Default);
}
