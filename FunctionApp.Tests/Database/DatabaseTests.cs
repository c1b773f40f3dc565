using ImportFunctions.Database;
using ImportFunctions.Games;
using ImportFunctions.Settings;
using LocalPostgres.Testing;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace FunctionApp.Tests.Database;

public sealed class DatabaseTests
{
    [Fact]
    public async Task Migrate_ManyAtOnce_EachMigrationOnce()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);

        var applied = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => new DatabaseMigrator(source).MigrateAsync(CancellationToken.None)));

        await using var count = source.CreateCommand("SELECT count(*)::integer FROM import_migrations");
        var migrations = (int)(await count.ExecuteScalarAsync())!;
        Assert.True(migrations > 0);
        Assert.Equal(migrations, applied.Sum());
        Assert.Equal(0, await new DatabaseMigrator(source).MigrateAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Migrate_TableInUse_StepsBackAndTriesAgain()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using (var create = source.CreateCommand(SqlText.Load("Database.create_migrations_table.sql")))
            await create.ExecuteNonQueryAsync();
        await using var user = await source.OpenConnectionAsync();
        await using var use = await user.BeginTransactionAsync();
        await using (var read = new NpgsqlCommand("LOCK TABLE import_migrations IN SHARE MODE", user))
            await read.ExecuteNonQueryAsync();

        var pauses = new Pauses();
        var migrated = new DatabaseMigrator(source, pauses).MigrateAsync(CancellationToken.None);
        await pauses.Second.WaitAsync(TimeSpan.FromSeconds(60));
        // Everything was let go, so that another process could try.
        await using (var free = source.CreateCommand("SELECT pg_try_advisory_xact_lock(7071202600001)"))
            Assert.Equal(true, await free.ExecuteScalarAsync());
        Assert.False(migrated.IsCompleted);
        await use.CommitAsync();
        pauses.GoOn.SetResult();

        Assert.Equal(SqlText.Migrations().Count, await migrated);
    }

    [Fact]
    public async Task Migrate_DatabaseOfNewerApplication_Refuses()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await new DatabaseMigrator(source).MigrateAsync(CancellationToken.None);
        await using (var insert = source.CreateCommand("INSERT INTO import_migrations (version, name) VALUES (9999, 'later')"))
            await insert.ExecuteNonQueryAsync();

        var refusal = await Assert.ThrowsAsync<WrongSettingException>(() => new DatabaseMigrator(source).MigrateAsync(CancellationToken.None));

        Assert.Contains("9999", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgres://ann:p%40ss@db.example:6543/chess?sslmode=require", "Host=db.example;Port=6543;Username=ann;Password=p@ss;Database=chess;SSL Mode=Require")]
    [InlineData("postgresql://localhost/chess", "Host=localhost;Port=5432;Database=chess")]
    [InlineData("Host=h;Username=u", "Host=h;Username=u")]
    public void Parse_UrlOrConnectionString_SameMeaning(string text, string expected) =>
        Assert.True(new NpgsqlConnectionStringBuilder(expected).EquivalentTo(ConnectionStrings.Parse(text)));

    [Fact]
    public void From_WrongSettings_OneSentenceEach()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["IMPORT_BATCH_SIZE"] = "many",
            ["LICHESS_BASE_URL"] = "ftp://x",
            ["DATABASE_POOL_SIZE"] = "0",
        }).Build();

        var failure = Assert.Throws<WrongSettingException>(() => ImportSettings.From(configuration));

        Assert.Equal(
            ["IMPORT_DATABASE", "DATABASE_POOL_SIZE", "IMPORT_BATCH_SIZE", "LICHESS_BASE_URL"],
            failure.Message.Split('\n').Select(sentence => sentence.Split(' ')[0]));
    }
}
