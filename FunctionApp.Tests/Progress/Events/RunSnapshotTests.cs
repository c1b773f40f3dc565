using ImportFunctions.Progress.Events;

namespace ImportFunctions.Tests.Progress.Events;

public sealed class RunSnapshotTests
{
    [Theory]
    [InlineData("5:5:")]
    [InlineData("5:9:5,7")]
    [InlineData("9223372036854775807:9223372036854775807:")]
    public void Parse_WhatPostgresWrites_IsReadAndWrittenTheSame(string text) => Assert.Equal(text, RunSnapshot.Parse(text)!.ToString());

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("5:5")]
    [InlineData("5:5:5:")]
    [InlineData("0:5:")]
    [InlineData("9:5:")]
    [InlineData("5:9:4")]
    [InlineData("5:9:9")]
    [InlineData("5:9:7,6")]
    [InlineData("5:9:6,")]
    [InlineData("5:9:,")]
    [InlineData("-5:9:")]
    [InlineData("+5:9:")]
    [InlineData(" 5:9:")]
    [InlineData("5:٩:")]
    [InlineData("5:9223372036854775808:")]
    [InlineData("5:99999999999999999999999:")]
    [InlineData("5:9:6'; DROP TABLE games; --")]
    public void Parse_AnythingElse_IsNull(string? text) => Assert.Null(RunSnapshot.Parse(text));

    [Theory]
    [InlineData("5:9:5,7", new ulong[] { 6 }, "5:9:5,6,7")]
    [InlineData("5:9:5,7", new ulong[] { 3, 7 }, "3:9:3,5,7")]
    [InlineData("5:9:", new ulong[] { 9, 12 }, "5:9:")]
    public void Without_TransactionsAreAsIfTheyStillRan(string text, ulong[] unseen, string expected) =>
        Assert.Equal(expected, RunSnapshot.Parse(text)!.Without(unseen).ToString());

    [Fact]
    public void ToEventId_OfTooManyRunningTransactions_SawLessButFitsIntoAHeader()
    {
        var many = RunSnapshot.Parse($"1000000:2000000:{string.Join(',', Enumerable.Range(0, 1000).Select(n => 1_000_000 + n))}")!;
        Assert.Equal("1000000:1000000:", many.ToEventId());
    }
}
