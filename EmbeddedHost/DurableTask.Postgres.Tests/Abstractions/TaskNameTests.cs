using Microsoft.DurableTask;
using Microsoft.DurableTask.Abstractions;

namespace DurableTask.Postgres.Tests.Abstractions;

public class TaskNameTests
{
    [Fact]
    public void Names_are_equal_whatever_their_case()
    {
        TaskName name = "Import";

        Assert.True(name == "IMPORT");
        Assert.Equal(name.GetHashCode(), new TaskName("import").GetHashCode());
        Assert.True(name != "Export");
        Assert.Equal("Import", name.ToString());
        Assert.Equal("Import", (string)name);
    }

    [Fact]
    public void The_default_name_is_usable()
    {
        TaskName name = "";

        Assert.Equal(default, name);
        Assert.Null(name.Name);
        Assert.Equal("", name.ToString());
        Assert.Equal(default(TaskName).GetHashCode(), name.GetHashCode());
    }

    [Fact]
    public void All_ways_to_say_no_version_are_equal()
    {
        Assert.Equal(TaskVersion.Unversioned, new TaskVersion(null));
        Assert.Equal(TaskVersion.Unversioned, new TaskVersion(""));
        Assert.Equal(TaskVersion.Unversioned.GetHashCode(), new TaskVersion("").GetHashCode());
        Assert.Equal("", default(TaskVersion).Version);
        Assert.Throws<ArgumentException>(() => new TaskVersion(" "));
        Assert.True(new TaskVersion("V1") == "v1");
        Assert.True(new TaskVersion("v1") != "v2");
    }

    [Theory]
    [InlineData("", null, 0)]
    [InlineData(" ", "1", -1)]
    [InlineData("1.0", "", 1)]
    [InlineData("1.9", "1.10", -1)]
    [InlineData("2.0.0", "2.0.0", 0)]
    [InlineData("2.0", "2.0.0", -1)]
    [InlineData("v10", "V2", -1)]
    [InlineData("beta", "BETA", 0)]
    public void Versions_are_ordered(string? left, string? right, int expected)
    {
        Assert.Equal(expected, Math.Sign(TaskOrchestrationVersioningUtils.CompareVersions(left!, right!)));
        Assert.Equal(-expected, Math.Sign(TaskOrchestrationVersioningUtils.CompareVersions(right!, left!)));
    }
}
