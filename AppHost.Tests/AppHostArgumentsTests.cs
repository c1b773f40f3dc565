namespace AppHost.Tests;

public sealed class AppHostArgumentsTests
{
    [Fact]
    public void Parse_DemoWithOptions_ReadsBothWaysToWriteAValue()
    {
        var folder = Path.GetTempPath();

        Assert.Equal(
            AppHostArguments.Parse(["demo", "--recorded", folder, "--keep"]), AppHostArguments.Parse(["demo", $"--recorded={folder}", "--keep"]));
        Assert.Equal("http://localhost:8000", AppHostArguments.Parse(["--urls", "http://localhost:8000"]).Urls);
    }

    [Theory]
    [InlineData("--unknown", "Unknown argument")]
    [InlineData("--urls", "needs a value")]
    [InlineData("--keep", "belong to the demo")]
    [InlineData("demo --urls http://localhost:1", "chooses its addresses")]
    [InlineData("demo --recorded /no/such/folder", "There is no folder")]
    public void Parse_WhatMakesNoSense_SaysWhy(string arguments, string reason)
        => Assert.Contains(reason, Assert.Throws<ArgumentException>(() => AppHostArguments.Parse(arguments.Split(' '))).Message);
}
