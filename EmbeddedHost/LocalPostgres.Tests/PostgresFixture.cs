using LocalPostgres.Testing;

namespace LocalPostgres.Tests;

/// <summary>
/// The database of a test class: <c>class MyTests(PostgresFixture postgres) : IClassFixture&lt;PostgresFixture&gt;</c>. Compiled into each test
/// project, so that LocalPostgres itself does not depend on a test framework.
/// </summary>
public class PostgresFixture : IAsyncLifetime
{
    PostgresDatabase? _database;

    /// <summary>Connection string of the class's own database.</summary>
    public string ConnectionString => Database.ConnectionString;

    /// <summary>The class's own database.</summary>
    public PostgresDatabase Database => _database ?? throw new InvalidOperationException("The fixture is not initialised.");

    /// <summary>Overridden to start each class with a prepared database; called once per fixture type and process.</summary>
    protected virtual Task PrepareAsync(string connectionString) => Task.CompletedTask;

    public virtual async Task InitializeAsync()
        => _database = GetType() == typeof(PostgresFixture)
            ? await PostgresDatabase.CreateAsync()
            : await PostgresDatabase.CreateAsync(GetType().FullName!, PrepareAsync);

    public virtual async Task DisposeAsync()
    {
        if (_database is not null)
            await _database.DisposeAsync();
    }
}
