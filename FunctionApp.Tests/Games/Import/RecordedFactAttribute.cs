namespace FunctionApp.Tests.Games.Import;

/// <summary>A test on recorded responses, which are not part of the repository: skipped, saying so, where they are absent.</summary>
sealed class RecordedFactAttribute : FactAttribute
{
    public RecordedFactAttribute()
    {
        if (Folder is null)
            Skip = "No folder shared/recorded beside the repository.";
    }

    /// <summary>The folder, looked for beside every directory above the tests.</summary>
    public static string? Folder { get; } = Find();

    static string? Find()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            var folder = Path.Combine(directory.FullName, "shared", "recorded");
            if (Directory.Exists(folder))
                return folder;
        }

        return null;
    }
}
