using ImportFunctions.Games;
using ImportFunctions.Http;
using Microsoft.AspNetCore.Http;

namespace ImportFunctions.Tests.Http;

public sealed class ImportLinksTests
{
    [Theory]
    [InlineData("http://h/i/a?taskHub=T&code=c", "terminate", true, "http://h/i/a/terminate?reason={text}&taskHub=T&code=c")]
    [InlineData("http://h/i/a", "suspend", true, "http://h/i/a/suspend?reason={text}")]
    [InlineData("http://h/i/a?code=c", "restart", false, "http://h/i/a/restart?code=c")]
    [InlineData("http://h/i/a", "raiseEvent/{eventName}", false, "http://h/i/a/raiseEvent/{eventName}")]
    [InlineData(null, "restart", false, null)]
    public void Operation_IsMadeFromTheStatusAddress(string? status, string operation, bool reason, string? expected) =>
        Assert.Equal(expected, ImportLinks.Operation(status, operation, reason));

    [Fact]
    public void Progress_FollowsTheRequestsOwnAddress()
    {
        var http = new DefaultHttpContext();
        http.Request.Scheme = "https";
        http.Request.Host = new HostString("imports.example", 8443);
        http.Request.Path = "/prefix/v1/import-more-games";
        Assert.Equal("https://imports.example:8443/prefix/v1/import-progress/alice/chess.com",
            ImportLinks.Progress(http.Request, new PlayerKey("chess.com", "alice")));
    }
}
