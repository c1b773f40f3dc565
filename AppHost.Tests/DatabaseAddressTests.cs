using AppHost.Serving;
using Npgsql;

namespace AppHost.Tests;

public sealed class DatabaseAddressTests
{
    [Fact]
    public void ToConnectionString_Url_KeepsEveryPart()
    {
        var builder = new NpgsqlConnectionStringBuilder(
            DatabaseAddress.ToConnectionString("postgres://us%40er:p%3Ass@db.example:6543/games?sslmode=verify-full"));

        Assert.Equal(
            ("db.example", 6543, "games", "us@er", "p:ss", SslMode.VerifyFull),
            (builder.Host, builder.Port, builder.Database, builder.Username, builder.Password, builder.SslMode));
    }

    [Fact]
    public void ToConnectionString_UrlWithoutPort_UsesTheUsualOne()
        => Assert.Equal(5432, new NpgsqlConnectionStringBuilder(DatabaseAddress.ToConnectionString("postgresql://db.example/games")).Port);

    [Fact]
    public void ToConnectionString_ConnectionString_IsLeftAlone()
        => Assert.Equal("Host=db.example;Database=games", DatabaseAddress.ToConnectionString("Host=db.example;Database=games"));
}
