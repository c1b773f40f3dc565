using Microsoft.DurableTask;

namespace DurableTask.Postgres.Tests.Abstractions;

public class TaskOptionsTests
{
    static readonly RetryPolicy Policy = new(2, TimeSpan.FromSeconds(1));

    [Fact]
    public void An_instance_id_keeps_the_other_options()
    {
        var options = new TaskOptions(Policy, new Dictionary<string, string> { ["a"] = "b" }) { Version = "2" };

        var sub = options.WithInstanceId("child");

        Assert.Equal("child", sub.InstanceId);
        Assert.Same(Policy, sub.Retry!.Policy);
        Assert.Equal("b", sub.Tags!["a"]);
        Assert.Equal(new TaskVersion("2"), sub.Version);
    }

    [Fact]
    public void The_version_of_a_sub_orchestration_is_the_same_through_both_types()
    {
        var sub = new SubOrchestrationOptions { Version = "2" };

        Assert.Equal(new TaskVersion("2"), ((TaskOptions)sub).Version);
    }

    [Fact]
    public void Options_of_a_sub_orchestration_take_over_its_instance_id()
    {
        TaskOptions original = new SubOrchestrationOptions(Policy, "child");

        Assert.Equal("child", new SubOrchestrationOptions(original).InstanceId);
        Assert.Equal("other", new SubOrchestrationOptions(original, "other").InstanceId);
        Assert.Null(new SubOrchestrationOptions(new TaskOptions(Policy)).InstanceId);
    }

    [Fact]
    public void Copies_of_start_options_have_everything()
    {
        var options = new StartOrchestrationOptions("id", DateTimeOffset.UnixEpoch)
        {
            Tags = new Dictionary<string, string> { ["a"] = "b" },
            Version = "2",
            DedupeStatuses = ["Running"],
        };

        var copy = options with { InstanceId = "other" };

        Assert.Equal(options, copy with { InstanceId = "id" });
        Assert.Equal("other", copy.InstanceId);
        Assert.Empty(new StartOrchestrationOptions().Tags);
        Assert.Null(new StartOrchestrationOptions().DedupeStatuses);
    }
}
