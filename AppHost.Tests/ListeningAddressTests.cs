using AppHost.Serving;

namespace AppHost.Tests;

public sealed class ListeningAddressTests
{
    [Theory]
    [InlineData("http://localhost:7071", "http://localhost:7071/")]
    [InlineData("http://+:8080", "http://localhost:8080/")]
    [InlineData("http://0.0.0.0:8080;http://localhost:9000", "http://localhost:8080/")]
    [InlineData("http://[::]:8080", "http://localhost:8080/")]
    public void Choose_AnyAddress_IsReachedFromHere(string urls, string local)
    {
        var address = ListeningAddress.Choose(urls);

        Assert.Equal(urls, address.Urls);
        Assert.Equal(local, address.Local.ToString());
    }

    [Fact]
    public void Choose_PortZero_PicksThePortThatIsNamedLater()
    {
        var address = ListeningAddress.Choose("http://127.0.0.1:0");

        Assert.NotEqual(0, address.Local.Port);
        Assert.Equal($"http://127.0.0.1:{address.Local.Port}", address.Urls);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("ftp://localhost")]
    public void Choose_NoHttpAddress_NamesIt(string urls)
        => Assert.Contains(urls, Assert.Throws<ArgumentException>(() => ListeningAddress.Choose(urls)).Message);
}
