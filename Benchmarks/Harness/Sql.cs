namespace Benchmarks.Harness;

/// <summary>The statements of the benchmarks, each from the file of its name.</summary>
static class Sql
{
    /// <summary>Writes everything out now.</summary>
    public static readonly string Checkpoint = Read("checkpoint.sql");

    static string Read(string name)
    {
        using var stream = typeof(Sql).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
