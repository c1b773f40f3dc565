using System.Text;
using AppHost.Processes;

namespace AppHost.Serving;

/// <summary>Serves the unchanged application until it is told to stop.</summary>
sealed class ServeCommand(AppHostArguments arguments, TextWriter output)
{
    const string Application = "FunctionApp";

    static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(1);

    /// <summary>Starts everything, says <c>ready</c>, and waits.</summary>
    /// <returns>0 after Ctrl+C or SIGTERM.</returns>
    /// <exception cref="ChildProgramException">The application ended by itself.</exception>
    public async Task<int> RunAsync(CancellationToken stopping)
    {
        var address = ListeningAddress.Choose(arguments.Urls);
        var directory = Path.GetDirectoryName(ProgramFiles.AssemblyOf(Application))!;
        try
        {
            await using var database = await ApplicationDatabase.OpenAsync(directory, output, stopping).ConfigureAwait(false);
            var settings = new Dictionary<string, string?> { ["ASPNETCORE_URLS"] = address.Urls };
            if (database.ConnectionString is { } connectionString)
                settings["IMPORT_DATABASE"] = connectionString;

            await using var application = ChildProgram.Start(Application, ["--urls", address.Urls], settings);
            using var client = new HttpClient();
            await application.WaitUntilAnswersAsync(client, new Uri(address.Local, "api/health"), StartLimit, stopping).ConfigureAwait(false);
            await WarmUpAsync(client, address.Local, stopping).ConfigureAwait(false);
            await output.WriteLineAsync($"ready {address.Local.GetLeftPart(UriPartial.Authority)}").ConfigureAwait(false);

            throw await application.WaitForEndAsync(stopping).ConfigureAwait(false);
        }
        catch (Exception exception) when (stopping.IsCancellationRequested && exception is OperationCanceledException or ChildProgramException)
        {
            // A terminal's Ctrl+C reaches the application, too; it may have ended before it was asked to.
            return 0;
        }
    }

    /// <summary>
    /// Sends a start that is refused: the first request of its kind compiles what it runs through, and the first user need not wait for it.
    /// </summary>
    static async Task WarmUpAsync(HttpClient client, Uri application, CancellationToken stopping)
    {
        using var nothing = new StringContent("{}", Encoding.UTF8, "application/json");
        try
        {
            using var start = await client.PostAsync(new Uri(application, "api/v1/import-more-games"), nothing, stopping).ConfigureAwait(false);
            using var queue = await client.GetAsync(new Uri(application, "api/v1/import-queue"), stopping).ConfigureAwait(false);
        }
        catch (HttpRequestException)
        {
            // Whoever sends the next request sees what is wrong.
        }
    }
}
