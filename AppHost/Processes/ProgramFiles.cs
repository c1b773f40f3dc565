using System.Runtime.InteropServices;

namespace AppHost.Processes;

/// <summary>Finds what the other projects of this solution were built to.</summary>
static class ProgramFiles
{
    /// <summary>
    /// The assembly of another project, built with this one's configuration: its output directory is this program's, with the project's name
    /// in the place of ours, whether outputs lie below the projects or together in an artifacts folder.
    /// </summary>
    /// <exception cref="FileNotFoundException">It is not there; the message says where it was expected.</exception>
    public static string AssemblyOf(string project)
    {
        var own = typeof(ProgramFiles).Assembly.GetName().Name!;
        var entry = System.Reflection.Assembly.GetEntryAssembly()?.GetName().Name ?? own;
        var parts = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory).Split(Path.DirectorySeparatorChar);
        var index = Array.FindLastIndex(parts, part => part.Equals(entry, StringComparison.OrdinalIgnoreCase));
        if (index >= 0)
            parts[index] = project;

        var directory = string.Join(Path.DirectorySeparatorChar, parts);
        var path = Path.Combine(directory, $"{project}.dll");
        return File.Exists(path) ? path : throw new FileNotFoundException($"{project} is not built: {path} does not exist.", path);
    }

    /// <summary>The <c>dotnet</c> program of the runtime that runs this process, so that children run on the same.</summary>
    public static string DotNet
    {
        get
        {
            // .../shared/Microsoft.NETCore.App/10.0.0/ lies three levels below it.
            var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
            var program = Path.Combine(root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
            return File.Exists(program) ? program : "dotnet";
        }
    }
}
