namespace LocalPostgres;

/// <summary>Where this checkout keeps what must not be committed: database clusters and fetched server binaries.</summary>
public static class LocalDirectory
{
    /// <summary>
    /// <c>.local</c> beside the solution file when the program runs from a checkout; otherwise a folder of the current user's application data.
    /// </summary>
    public static string Default
    {
        get
        {
            for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
                if (File.Exists(Path.Combine(directory.FullName, "ImportFunctions.sln")))
                    return Path.Combine(directory.FullName, ".local");

            var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
            return Path.Combine(data.Length > 0 ? data : Path.GetTempPath(), "import-functions");
        }
    }
}
