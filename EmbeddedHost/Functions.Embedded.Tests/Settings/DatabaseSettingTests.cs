using Functions.Embedded.Settings;
using Npgsql;

namespace Functions.Embedded.Tests.Settings;

public sealed class DatabaseSettingTests
{
    [Fact]
    public void ToConnectionString_Url_KeepsEveryPart()
    {
        var result = new NpgsqlConnectionStringBuilder(DatabaseSetting.ToConnectionString(
            "postgres://us%40er:p%3Ass@db.example:6543/my%20db" +
            "?sslmode=verify-full&application_name=imports&connect_timeout=7&maximum_pool_size=3"));
        Assert.Equal("db.example", result.Host);
        Assert.Equal(6543, result.Port);
        Assert.Equal("us@er", result.Username);
        Assert.Equal("p:ss", result.Password);
        Assert.Equal("my db", result.Database);
        Assert.Equal(SslMode.VerifyFull, result.SslMode);
        Assert.Equal("imports", result.ApplicationName);
        Assert.Equal(7, result.Timeout);
        Assert.Equal(3, result.MaxPoolSize);
    }

    [Fact]
    public void ToConnectionString_ShortUrl_UsesDefaults()
    {
        var result = new NpgsqlConnectionStringBuilder(DatabaseSetting.ToConnectionString("postgresql://localhost/imports"));
        Assert.Equal(("localhost", 5432, "imports"), (result.Host, result.Port, result.Database));
    }

    [Fact]
    public void ToConnectionString_Keywords_AreKept()
    {
        var result = new NpgsqlConnectionStringBuilder(DatabaseSetting.ToConnectionString("Host=h;Database=d;Username=u"));
        Assert.Equal(("h", "d", "u"), (result.Host, result.Database, result.Username));
    }

    [Theory]
    [InlineData("postgres://host/db?nosuch=1")]
    [InlineData("Nonsense=1")]
    [InlineData("postgres://[")]
    public void ToConnectionString_Neither_IsRefused(string value) =>
        Assert.Throws<FormatException>(() => DatabaseSetting.ToConnectionString(value));
}
