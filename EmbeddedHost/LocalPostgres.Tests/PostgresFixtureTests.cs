using Npgsql;

namespace LocalPostgres.Tests;

public sealed class PostgresFixtureTests
{
    [Fact]
    public async Task InitializeAsync_PreparedFixture_CopiesThePreparedDatabaseForEachClass()
    {
        var (first, second) = (new PreparedFixture(), new PreparedFixture());
        await Task.WhenAll(first.InitializeAsync(), second.InitializeAsync());
        try
        {
            Assert.NotEqual(first.Database.Name, second.Database.Name);
            Assert.Equal(1L, await AddAndCountAsync(first.ConnectionString));
            Assert.Equal(1L, await AddAndCountAsync(second.ConnectionString));
        }
        finally
        {
            await first.DisposeAsync();
            await second.DisposeAsync();
        }
    }

    static async Task<object?> AddAndCountAsync(string connectionString)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var insert = source.CreateCommand("INSERT INTO prepared VALUES (1)");
        await insert.ExecuteNonQueryAsync();
        await using var count = source.CreateCommand("SELECT count(*) FROM prepared");
        return await count.ExecuteScalarAsync();
    }

    sealed class PreparedFixture : PostgresFixture
    {
        protected override async Task PrepareAsync(string connectionString)
        {
            await using var source = NpgsqlDataSource.Create(connectionString);
            await using var command = source.CreateCommand("CREATE TABLE prepared (n int)");
            await command.ExecuteNonQueryAsync();
        }
    }
}
