using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTask.Postgres.Tests.Registration;

public class ClientOverloadTests
{
    readonly FakeClient _client = new("");
    readonly CancellationToken _token = new(canceled: true);

    [Fact]
    public async Task ShortOverloads_HandOnWithTheDefaults()
    {
        var options = new StartOrchestrationOptions("id");
        await _client.ScheduleNewOrchestrationInstanceAsync("O", _token);
        await _client.ScheduleNewOrchestrationInstanceAsync("O", 5, _token);
        await _client.ScheduleNewOrchestrationInstanceAsync("O", options, _token);
        await _client.RaiseEventAsync("i", "E", _token);
        await _client.WaitForInstanceStartAsync("i", _token);
        await _client.WaitForInstanceCompletionAsync("i", _token);
        await _client.SuspendInstanceAsync("i", _token);
        await _client.ResumeInstanceAsync("i", _token);
        await _client.GetInstanceAsync("i", _token);
        await _client.GetInstanceAsync("i", true, _token);
        await _client.GetInstancesAsync("i", _token);

        Assert.Equal<object?[]>(
            [
                ["O", null, null, _token],
                ["O", 5, null, _token],
                ["O", null, options, _token],
                ["i", "E", null, _token],
                ["i", false, _token],
                ["i", false, _token],
                ["i", null, _token],
                ["i", null, _token],
                ["i", false, _token],
                ["i", true, _token],
                ["i", false, _token],
            ],
            _client.Calls);
    }

    [Fact]
    public async Task Terminate_OutputOverload_MakesOptionsOnlyForAnOutput()
    {
        await _client.TerminateInstanceAsync("i", (object)"why", _token);
        await _client.TerminateInstanceAsync("i", (object?)null, _token);
        await _client.TerminateInstanceAsync("i", _token);

        Assert.Equal<object?[]>(
            [["i", new TerminateInstanceOptions("why"), _token], ["i", null, _token], ["i", null, _token]], _client.Calls);
    }

    [Fact]
    public async Task Purge_ByTimeAndStatus_MakesAFilter()
    {
        var (from, to) = (DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1));
        OrchestrationRuntimeStatus[] statuses = [OrchestrationRuntimeStatus.Failed];
        var recursive = new PurgeInstanceOptions(Recursive: true);

        await _client.PurgeInstancesAsync(from, to, statuses, recursive, _token);
        await _client.PurgeInstancesAsync(from, to, statuses, _token);
        await _client.PurgeInstancesAsync(from, to, recursive, _token);
        var result = await _client.PurgeInstancesAsync(from, to, _token);

        Assert.Equal(3, result.PurgedInstanceCount);
        Assert.Equal<object?[]>(
            [
                [new PurgeInstancesFilter(from, to, statuses), recursive, _token],
                [new PurgeInstancesFilter(from, to, statuses), null, _token],
                [new PurgeInstancesFilter(from, to), recursive, _token],
                [new PurgeInstancesFilter(from, to), null, _token],
            ],
            _client.Calls);
    }

    [Fact]
    public async Task OptionalAbilities_NotOverridden_SaySo()
    {
        Assert.Throws<NotSupportedException>(() => _client.Entities);
        await Assert.ThrowsAsync<NotSupportedException>(() => _client.RestartAsync("i"));
        await Assert.ThrowsAsync<NotSupportedException>(() => _client.RewindInstanceAsync("i", "why"));
        await Assert.ThrowsAsync<NotSupportedException>(() => _client.PurgeInstanceAsync("i"));
        await Assert.ThrowsAsync<NotSupportedException>(() => _client.ListInstanceIdsAsync());
    }

    [Fact]
    public void WithDedupeStatuses_NamesTheStatusesOnACopy()
    {
        var options = new StartOrchestrationOptions("id");
        var changed = options.WithDedupeStatuses(OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running);
        Assert.Equal(["Pending", "Running"], changed.DedupeStatuses!);
        Assert.Equal("id", changed.InstanceId);
        Assert.Null(options.DedupeStatuses);
        Assert.Equal([], options.WithDedupeStatuses().DedupeStatuses!);
    }
}
